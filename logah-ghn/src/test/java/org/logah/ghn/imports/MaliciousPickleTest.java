package org.logah.ghn.imports;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.safetensors.CorruptFileException;

/** Pickles that would run code, or ask for more than they are. */
class MaliciousPickleTest {
  @TempDir Path folder;

  @Test
  void globalOutsideTheTableIsRefusedByNameAndOffset() {
    PickleWriter pickle = new PickleWriter().start().global("os", "system").text("true");
    refused(pickle.op(0x85).op('R').stop(), "byte 2", "os.system");
  }

  @Test
  void stackGlobalOutsideTheTableIsRefusedByNameAndOffset() {
    PickleWriter pickle = new PickleWriter().op(0x80, 4).text("posix").text("system");
    int offset = pickle.size();
    refused(pickle.op(0x93).stop(), "byte " + offset, "posix.system");
  }

  @Test
  void globalOfAKnownModuleIsRefusedAllTheSame() {
    refused(
        new PickleWriter().start().global("torch.storage", "os.system").stop(),
        "byte 2",
        "torch.storage.os.system");
    refused(new PickleWriter().start().global("builtins", "eval").stop(), "builtins.eval");
  }

  @Test
  void namesAreQuotedWithoutControlCharacters() {
    refused(new PickleWriter().start().global("o\u001b[2Js", "system").stop(), "o?[2Js.system");
  }

  @Test
  void callOfAPlainValueIsRefused() {
    refused(new PickleWriter().start().text("os.system").op(')').op('R').stop(), "called");
    PickleWriter storage = new PickleWriter().start().global("torch", "FloatStorage");
    refused(storage.op(')').op('R').stop(), "called");
  }

  @Test
  void callWithOtherArgumentsIsRefused() {
    for (String name : new String[] {"_rebuild_tensor_v2", "_rebuild_parameter"}) {
      refused(
          new PickleWriter().start().global("torch._utils", name).op(')').op('R').stop(),
          "arguments");
    }
    PickleWriter encode = new PickleWriter().start().global("_codecs", "encode");
    refused(encode.text("a").text("hex").op(0x86).op('R').stop(), "arguments");
    PickleWriter dict = new PickleWriter().start().global("collections", "OrderedDict");
    refused(dict.op(']').op(0x85).op('R').stop(), "arguments");
  }

  @Test
  void stateForAnythingButDictsAndNamespacesIsRefused() {
    refused(new PickleWriter().start().op(']').op('}').op('b').stop(), "byte 4", "BUILD");
    refused(new PickleWriter().start().global("torch", "Size").op('}').op('b').stop(), "BUILD");
  }

  @Test
  void newObjectOfAnythingButANamespaceIsRefused() {
    PickleWriter pickle = new PickleWriter().start().global("collections", "OrderedDict");
    refused(pickle.op(')').op(0x81).stop(), "NEWOBJ");
  }

  @Test
  void opcodesThatTheFilesDoNotNeedAreRefused() {
    for (int opcode : new int[] {'i', 'o', 0x92, 0x82, 0x83, 0x84, 'P', 'I', 'F', 'S', 'V', 'd'}) {
      refused(
          new PickleWriter().start().op('(').op(opcode).stop(),
          "byte 3",
          "opcode 0x%02x".formatted(opcode));
    }
  }

  @Test
  void persistentIdentifiersBelongToTorchOnly() {
    refused(new PickleWriter().start().storage("FloatStorage", "0", 1).stop(), "persistent");
  }

  @Test
  void lengthsBeyondTheFileAreRefusedBeforeAnythingIsAllocated() {
    refused(new PickleWriter().start().op('X').littleEndian(0xffffffffL, 4), "4294967295 bytes");
    refused(new PickleWriter().start().op('B').littleEndian(0xfffffff0L, 4), "announced");
    for (int opcode : new int[] {0x8d, 0x8e, 0x95}) {
      refused(new PickleWriter().op(0x80, 4).op(opcode).littleEndian(-1, 8), "announced");
      refused(new PickleWriter().op(0x80, 4).op(opcode).littleEndian(1L << 40, 8), "announced");
    }
    refused(new PickleWriter().start().op(0x8a, 255).raw(new byte[300]), "255 bytes");
  }

  @Test
  void longTextsAreRefused() {
    refused(new PickleWriter().start().text("a".repeat(70_000)).stop(), "70000 bytes");
    refused(new PickleWriter().start().op('c').raw(new byte[1000]), "name longer");
  }

  @Test
  void deepNestingIsHarmless() {
    PickleWriter lists = new PickleWriter().start();
    for (int i = 0; i < 200_000; i++) {
      lists.op(']');
    }
    for (int i = 1; i < 200_000; i++) {
      lists.op('a');
    }
    refused(lists.stop(), "no dict");
    PickleWriter marks = new PickleWriter().start();
    for (int i = 0; i < 600_000; i++) {
      marks.op('(');
    }
    refused(marks, "500000 opcodes");
  }

  @Test
  void valuesThatContainOneAnotherOverAndOverAreRefused() {
    PickleWriter pickle = new PickleWriter().op(']').op('(').op(']').op('q', 0);
    for (int level = 1; level <= 12; level++) {
      pickle.op(']').op('(');
      for (int i = 0; i < 100; i++) {
        pickle.op('h', level - 1);
      }
      pickle.op('e').op('q', level);
    }
    refused(trainer(pickle.op('e')), "config.a", "10000 values");
  }

  @Test
  void valuesThatContainThemselvesAreRefused() {
    PickleWriter list = new PickleWriter().op(']').op('q', 0).op('h', 0).op('a');
    refused(trainer(list), "config.a", "nested");
  }

  @Test
  void keysOfStoragesAreText() {
    PickleWriter self = new PickleWriter().start().op(']').op('q', 0).op('h', 0).op('a');
    refused(legacyWithKey(self), "key of a storage is not text");
    PickleWriter nested = new PickleWriter().start().op('(').op(']').op('q', 0);
    for (int level = 1; level <= 60; level++) {
      nested.op(']').op('h', level - 1).op('a').op('h', level - 1).op('a').op('q', level);
    }
    refused(legacyWithKey(nested.op('t')), "key of a storage is not text");
  }

  @Test
  void encodedBytesAreThoseOfScalars() {
    PickleWriter encode = new PickleWriter().start().global("_codecs", "encode");
    refused(encode.text("123456789").text("latin1").op(0x86).op('R').stop(), "arguments");
  }

  @Test
  void memoIsNotReadBeforeItIsWritten() {
    refused(new PickleWriter().start().op('h', 7).stop(), "byte 2", "value 7");
    refused(new PickleWriter().start().op('j').littleEndian(0xffffffffL, 4).stop(), "4294967295");
    refused(new PickleWriter().start().op(0x94), "missing");
  }

  @Test
  void stackCannotUnderflow() {
    for (int opcode : new int[] {'t', 'e', 'u', 'a', 's', 'R', 'b', 0x85, 0x87, 0x93, '.'}) {
      refused(new PickleWriter().start().op(opcode), "byte 2", "missing");
    }
    refused(new PickleWriter().start().op('N').op('(').op(0x85).stop(), "missing");
  }

  @Test
  void keysOfDictsArePlain() {
    refused(new PickleWriter().start().op('}').op(']').op('N').op('s').stop(), "dict key");
    refused(new PickleWriter().start().op('}').op('(').text("a").op('u').stop(), "without a value");
  }

  @Test
  void streamsInsideStreamsInsideStreamsAreRefused() {
    byte[] innermost = loadFromBytes(new byte[0]);
    byte[] inner = Checkpoints.legacy(innermost, Map.of(), true);
    refused(new PickleWriter().raw(loadFromBytes(inner)), "inside another");
  }

  @Test
  void otherProtocolsAreRefused() {
    refused(new PickleWriter().start().op(0x80, 6), "protocol 6");
  }

  private static byte[] loadFromBytes(byte[] bytes) {
    PickleWriter pickle = new PickleWriter().start().global("torch.storage", "_load_from_bytes");
    pickle.op('B').littleEndian(bytes.length, 4).raw(bytes);
    return pickle.op(0x85).op('R').stop().bytes();
  }

  /** A legacy stream of an empty dict, whose storage keys are a list of one value. */
  private static PickleWriter legacyWithKey(PickleWriter key) {
    byte[] whole = Checkpoints.legacy(new byte[0], Map.of(), true);
    byte[] noKeys = new PickleWriter().start().op(']').op('(').op('e').stop().bytes();
    PickleWriter stream =
        new PickleWriter().raw(Arrays.copyOf(whole, whole.length - noKeys.length));
    stream.start().op('}').stop();
    return stream.raw(key.bytes()).op(0x85).stop();
  }

  /** A trainer's checkpoint whose configuration is {"a": value}. */
  private static PickleWriter trainer(PickleWriter value) {
    PickleWriter pickle = new PickleWriter().start().op('}');
    pickle.text("state_dict").op('}').op('s').text("config").op('}').text("a");
    return pickle.raw(value.bytes()).op('s').op('s').stop();
  }

  private void refused(PickleWriter pickle, String... parts) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          Path file = Files.write(folder.resolve("evil.pt"), pickle.bytes());
          var refusal =
              assertThatThrownBy(() -> ImportedCheckpoint.read(file))
                  .isExactlyInstanceOf(CorruptFileException.class)
                  .hasMessageContaining("evil.pt");
          for (String part : parts) {
            refusal.hasMessageContaining(part);
          }
        });
  }
}
