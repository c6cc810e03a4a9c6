package org.logah.ghn.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.safetensors.CorruptFileException;

/**
 * Interprets the opcodes of Python's pickle format that torch and joblib emit (protocols 2 to 5).
 *
 * <p>Values are {@code Map}, {@code List} (tuples are unmodifiable), {@code String}, {@code Long},
 * {@code Double}, {@code Boolean}, {@code null}, and those of {@link PickleCalls}. Nothing is
 * instantiated by name: {@link PickleGlobal} is all that a pickle can refer to. Opcodes are
 * counted, which bounds the memo, the stack and the objects; values are shared references, so those
 * who walk them must count too.
 */
final class Unpickler {
  /** Ten times what the largest checkpoint of the authors needs. */
  private static final int MOST_OPCODES = 500_000;

  private final PickleReader in;
  private final StorageTable storages;
  private final PickleCalls calls;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private long at;

  /**
   * An interpreter that starts at the reader's position.
   *
   * @param storages takes the persistent identifiers; null refuses them
   * @param nested whether this pickle lies inside another
   */
  Unpickler(PickleReader in, StorageTable storages, boolean nested) {
    this.in = in;
    this.storages = storages;
    this.calls = new PickleCalls(in.source(), nested);
  }

  /**
   * The value of the pickle; the reader is left behind its last opcode.
   *
   * @throws CorruptFileException naming the offset, and the opcode or name that is not allowed
   */
  Object load() throws IOException {
    for (int count = 0; count < MOST_OPCODES; count++) {
      at = in.position();
      int opcode = in.unsignedByte();
      if (opcode == '.') {
        Object value = pop();
        if (!stack.isEmpty() || !marks.isEmpty()) {
          throw corrupt("the pickle ends with values left over");
        }
        return value;
      }
      if (!interpretValue(opcode) && !interpretStructure(opcode)) {
        throw corrupt("pickle opcode 0x%02x, which these files do not need".formatted(opcode));
      }
    }
    throw corrupt("a pickle of more than %d opcodes".formatted(MOST_OPCODES));
  }

  /** Opcodes that push a value written out after them. */
  private boolean interpretValue(int opcode) throws IOException {
    switch (opcode) {
      case 'N' -> stack.add(null);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'K' -> stack.add((long) in.unsignedByte());
      case 'M' -> stack.add((long) in.unsignedShort());
      case 'J' -> stack.add((long) in.signedInt());
      case 0x8a -> stack.add(in.signedNumber(in.unsignedByte()));
      case 'G' -> stack.add(in.bigEndianDouble());
      case 0x8c -> stack.add(in.text(in.unsignedByte()));
      case 'X' -> stack.add(in.text(in.unsignedInt()));
      case 0x8d -> stack.add(in.text(in.signedLong()));
      case 'C' -> pushBytes(in.unsignedByte());
      case 'B' -> pushBytes(in.unsignedInt());
      case 0x8e -> pushBytes(in.signedLong());
      case '}' -> stack.add(new LinkedHashMap<>());
      case ']' -> stack.add(new ArrayList<>());
      case ')' -> stack.add(List.of());
      case 'c' -> stack.add(global(in.line(), in.line()));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes that work on the stack and the memo. */
  private boolean interpretStructure(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> checkProtocol(in.unsignedByte());
      case 0x95 -> in.requireLeft(in.signedLong());
      case '(' -> marks.add(stack.size());
      case 't' -> stack.add(tuple(popToMark()));
      case 0x85 -> stack.add(tuple(popLast(1)));
      case 0x86 -> stack.add(tuple(popLast(2)));
      case 0x87 -> stack.add(tuple(popLast(3)));
      case 'a' -> append(popLast(1));
      case 'e' -> append(popToMark());
      case 's' -> setItems(popLast(2));
      case 'u' -> setItems(popToMark());
      case 'q' -> memo.put((long) in.unsignedByte(), peek());
      case 'r' -> memo.put(in.unsignedInt(), peek());
      case 0x94 -> memo.put((long) memo.size(), peek());
      case 'h' -> stack.add(recall(in.unsignedByte()));
      case 'j' -> stack.add(recall(in.unsignedInt()));
      case 0x93 -> {
        List<Object> names = popLast(2);
        if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
          throw corrupt("a global whose name is not text");
        }
        stack.add(global(module, name));
      }
      case 'Q' -> {
        if (storages == null) {
          throw corrupt("a persistent identifier, which only torch.save writes");
        }
        stack.add(storages.declare(pop(), at));
      }
      case 'R' -> {
        List<Object> call = popLast(2);
        stack.add(calls.call(call.get(0), arguments(call.get(1)), at));
      }
      case 0x81 -> {
        List<Object> call = popLast(2);
        if (call.get(0) != PickleGlobal.Function.NAMESPACE) {
          throw corrupt("a new object (NEWOBJ) of something other than argparse.Namespace");
        }
        stack.add(calls.call(call.get(0), arguments(call.get(1)), at));
      }
      case 'b' -> {
        Object state = pop();
        calls.build(peek(), state, at);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void checkProtocol(int protocol) {
    if (protocol < 2 || protocol > 5) {
      throw corrupt("pickle protocol %d; 2 to 5 are read".formatted(protocol));
    }
  }

  private void pushBytes(long length) throws IOException {
    PickleCalls.ByteRegion region = new PickleCalls.ByteRegion(in.position(), length);
    in.skip(length);
    stack.add(region);
  }

  private PickleGlobal global(String module, String name) {
    PickleGlobal known = PickleGlobal.TABLE.get(module + " " + name);
    if (known == null) {
      throw corrupt(
          "the pickle refers to %s.%s, which no checkpoint needs; refused"
              .formatted(Quoted.text(module), Quoted.text(name)));
    }
    return known;
  }

  private List<?> arguments(Object value) {
    if (value instanceof List<?> arguments) {
      return arguments;
    }
    throw corrupt("a call whose arguments are not a tuple");
  }

  private void append(List<Object> items) {
    if (!(peek() instanceof ArrayList<?>)) {
      throw corrupt("an item appended to something other than a list");
    }
    @SuppressWarnings("unchecked") // every ArrayList on the stack was made by EMPTY_LIST
    List<Object> list = (List<Object>) peek();
    list.addAll(items);
  }

  private void setItems(List<Object> items) {
    if (!(peek() instanceof Map<?, ?>)) {
      throw corrupt("an item set in something other than a dict");
    }
    if (items.size() % 2 != 0) {
      throw corrupt("a dict item without a value");
    }
    @SuppressWarnings("unchecked") // every Map on the stack was made here
    Map<Object, Object> map = (Map<Object, Object>) peek();
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      if (!(key instanceof String || key instanceof Long)) {
        throw corrupt("a dict key that is neither text nor a whole number");
      }
      map.put(key, items.get(i + 1));
    }
  }

  private Object recall(long index) {
    if (!memo.containsKey(index)) {
      throw corrupt("value %d of the memo, which was never stored".formatted(index));
    }
    return memo.get(index);
  }

  private Object peek() {
    if (stack.size() <= floor()) {
      throw corrupt("a value is missing on the stack");
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    Object value = peek();
    stack.remove(stack.size() - 1);
    return value;
  }

  private List<Object> popLast(int count) {
    if (stack.size() - count < floor()) {
      throw corrupt("a value is missing on the stack");
    }
    return cut(stack.size() - count);
  }

  private List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw corrupt("a mark is missing on the stack");
    }
    return cut(marks.remove(marks.size() - 1));
  }

  private List<Object> cut(int from) {
    List<Object> tail = stack.subList(from, stack.size());
    List<Object> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }

  /** Tuples may hold None, which List.copyOf refuses. */
  private static List<Object> tuple(List<Object> values) {
    return Collections.unmodifiableList(values);
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private CorruptFileException corrupt(String what) {
    return in.corrupt(at, what);
  }
}
