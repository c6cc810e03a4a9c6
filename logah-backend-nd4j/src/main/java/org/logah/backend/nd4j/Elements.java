package org.logah.backend.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.logah.api.Buffers;
import org.logah.api.DType;

/** Elements in and out of storage; row-major and little-endian, as all platforms are. */
final class Elements {
  private static final long CHUNK = 64L << 20;

  private Elements() {}

  /** Copies the remaining bytes, which are exactly those of the storage. */
  static void write(ByteBuffer data, Storage storage) {
    try (BytePointer bytes = storage.bytes()) {
      ByteBuffer target = bytes.capacity(data.remaining()).asByteBuffer();
      if (storage.dtype() != DType.BOOL) {
        target.put(data.duplicate());
        return;
      }
      // ND4J computes with the bits of truth values, so nothing but 0 and 1 may come in.
      for (int i = 0; i < target.capacity(); i++) {
        target.put(i, (byte) (data.get(data.position() + i) == 0 ? 0 : 1));
      }
    }
  }

  /** Gives the bytes to the consumer without copying them. */
  static void read(Storage storage, Consumer<ByteBuffer> consumer) {
    if (storage == null) {
      consumer.accept(Buffers.allocate(0));
      return;
    }
    long byteCount = storage.byteCount();
    try (BytePointer bytes = storage.bytes()) {
      for (long from = 0; from < byteCount; from += CHUNK) {
        // A pointer of its own for each chunk: a buffer starts at its pointer's address, not its
        // position, and ends within 2 GiB of there.
        try (BytePointer chunk = bytes.getPointer(from)) {
          chunk.capacity(Math.min(CHUNK, byteCount - from));
          // Read-only, as writing into it would change the tensor.
          consumer.accept(chunk.asByteBuffer().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
        }
      }
    }
  }

  /** Sets every element to a value of a type that has a Java type of its own. */
  static void fill(double value, Storage storage) {
    int size = storage.dtype().bytes();
    try (BytePointer bytes = storage.bytes()) {
      ByteBuffer first = bytes.capacity(size).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      switch (storage.dtype()) {
        case F32 -> first.putFloat((float) value);
        case F64 -> first.putDouble(value);
        case I64 -> first.putLong((long) value);
        case I32 -> first.putInt((int) value);
        case I16 -> first.putShort((short) value);
        case I8, U8 -> first.put((byte) value);
        case BOOL -> first.put((byte) (value == 0 ? 0 : 1));
        case BF16, F16 ->
            throw new IllegalArgumentException(storage.dtype() + " is converted, not filled");
      }
      Blocks.repeat(bytes, 0, size, storage.elements());
    }
  }
}
