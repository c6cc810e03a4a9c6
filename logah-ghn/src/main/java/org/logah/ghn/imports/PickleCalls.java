package org.logah.ghn.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.safetensors.CorruptFileException;

/** What calling a name of {@link PickleGlobal} and setting an object's state mean. */
final class PickleCalls {
  /**
   * A byte string, left where it lies in the file.
   *
   * @param offset of its first byte in the source
   * @param length in bytes
   */
  record ByteRegion(long offset, long length) {}

  /** An argparse.Namespace; the trainers' arguments are not needed, so it stays empty. */
  record Namespace() {}

  /** A NumPy element type, such as f8. */
  record NumpyType(String code) {}

  /** Bytes of the widest NumPy scalar that is read. */
  private static final int WIDEST_SCALAR = 8;

  private final ByteSource source;
  private final boolean nested;
  private final Map<ByteRegion, Storage> loaded = new HashMap<>();

  /**
   * The calls of one pickle.
   *
   * @param source the bytes that the pickle is in
   * @param nested whether it is inside another, where byte strings are not loaded any more
   */
  PickleCalls(ByteSource source, boolean nested) {
    this.source = source;
    this.nested = nested;
  }

  /** The value of a call. */
  Object call(Object callee, List<?> arguments, long at) throws IOException {
    if (!(callee instanceof PickleGlobal.Function function)) {
      throw source.corrupt(at, "a call of something that cannot be called");
    }
    Object value =
        switch (function) {
          case ORDERED_DICT -> arguments.isEmpty() ? new LinkedHashMap<>() : null;
          case NAMESPACE -> arguments.isEmpty() ? new Namespace() : null;
          case REBUILD_TENSOR -> tensor(arguments, at);
          case REBUILD_PARAMETER ->
              arguments.size() == 3 && arguments.get(0) instanceof TensorView tensor
                  ? tensor
                  : null;
          case LOAD_FROM_BYTES ->
              arguments.size() == 1 && arguments.get(0) instanceof ByteRegion region
                  ? storage(region, at)
                  : null;
          case SIZE ->
              arguments.size() == 1 && arguments.get(0) instanceof List<?> sizes ? sizes : null;
          case NUMPY_DTYPE ->
              !arguments.isEmpty() && arguments.get(0) instanceof String code
                  ? new NumpyType(code)
                  : null;
          case NUMPY_SCALAR -> numpyScalar(arguments);
          // Only scalars are written so; a text that a pickle holds once it can encode ever again.
          case ENCODE ->
              arguments.size() == 2
                      && arguments.get(0) instanceof String text
                      && text.length() <= WIDEST_SCALAR
                      && "latin1".equals(arguments.get(1))
                  ? text.getBytes(StandardCharsets.ISO_8859_1)
                  : null;
        };
    if (value == null) {
      throw source.corrupt(at, "a call of %s with arguments it does not take".formatted(function));
    }
    return value;
  }

  /** Gives an object that was just made its state. */
  void build(Object object, Object state, long at) {
    if (object instanceof NumpyType && state instanceof List<?> parts) {
      // Version, byte order ('|' where a single byte has none), and nothing that scalars need.
      if (parts.size() < 2 || !("<".equals(parts.get(1)) || "|".equals(parts.get(1)))) {
        throw source.corrupt(at, "a NumPy type that is not little-endian");
      }
    } else if (!((object instanceof Map || object instanceof Namespace) && state instanceof Map)) {
      // The state of a state dict are module versions, which have no use here.
      throw source.corrupt(at, "state (BUILD) for something that takes none");
    }
  }

  private TensorView tensor(List<?> arguments, long at) {
    if (arguments.size() < 6
        || arguments.size() > 7
        || !(arguments.get(0) instanceof Storage storage)
        || !(arguments.get(1) instanceof Long offset)) {
      return null;
    }
    try {
      return TensorView.of(
          storage, offset, numbers(arguments.get(2), at), numbers(arguments.get(3), at));
    } catch (CorruptFileException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(source.corrupt(at, e.getMessage()).getMessage(), e);
    }
  }

  private List<Long> numbers(Object value, long at) {
    if (value instanceof List<?> list
        && list.size() <= TensorView.MOST_DIMENSIONS
        && list.stream().allMatch(Long.class::isInstance)) {
      return list.stream().map(Long.class::cast).toList();
    }
    throw source.corrupt(
        at,
        "sizes or strides of a tensor that are not %d whole numbers at most"
            .formatted(TensorView.MOST_DIMENSIONS));
  }

  private Storage storage(ByteRegion region, long at) throws IOException {
    if (nested) {
      throw source.corrupt(at, "a torch.storage._load_from_bytes inside another");
    }
    Storage storage = loaded.get(region);
    if (storage == null) {
      long end = region.offset() + region.length();
      if (!(new LegacyStream(new PickleReader(source, region.offset(), end), true).read()
          instanceof Storage inner)) {
        throw source.corrupt(region.offset(), "bytes that hold something other than a storage");
      }
      storage = inner;
      loaded.put(region, storage);
    }
    return storage;
  }

  private Object numpyScalar(List<?> arguments) throws IOException {
    if (arguments.size() != 2 || !(arguments.get(0) instanceof NumpyType type)) {
      return null;
    }
    ByteBuffer bytes;
    if (arguments.get(1) instanceof byte[] encoded) {
      bytes = ByteBuffer.wrap(encoded);
    } else if (arguments.get(1) instanceof ByteRegion region && region.length() <= WIDEST_SCALAR) {
      bytes = ByteBuffer.allocate((int) region.length());
      source.read(region.offset(), bytes);
      bytes.flip();
    } else {
      return null;
    }
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    return switch (type.code() + ":" + bytes.remaining()) {
      case "f8:8" -> bytes.getDouble();
      case "f4:4" -> (double) bytes.getFloat();
      case "i8:8" -> bytes.getLong();
      case "i4:4" -> (long) bytes.getInt();
      case "b1:1" -> bytes.get() != 0;
      default -> null;
    };
  }
}
