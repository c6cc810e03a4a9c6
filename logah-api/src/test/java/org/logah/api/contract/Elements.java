package org.logah.api.contract;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.Tensor;

/** Elements of the four types that backends compute with, as doubles. */
final class Elements {
  private Elements() {}

  static ByteBuffer encode(DType dtype, double... values) {
    ByteBuffer bytes = Buffers.allocate(values.length * dtype.bytes());
    for (double value : values) {
      switch (dtype) {
        case F32 -> bytes.putFloat((float) value);
        case F64 -> bytes.putDouble(value);
        case I64 -> bytes.putLong((long) value);
        case BOOL -> bytes.put((byte) value);
        default -> throw new IllegalArgumentException("no case has operands of " + dtype);
      }
    }
    return bytes.flip();
  }

  static double[] decode(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(tensor)).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[bytes.remaining() / tensor.dtype().bytes()];
    Arrays.setAll(
        values,
        i ->
            switch (tensor.dtype()) {
              case F32 -> bytes.getFloat();
              case F64 -> bytes.getDouble();
              case I64 -> bytes.getLong();
              case BOOL -> bytes.get();
              default -> throw new IllegalArgumentException("no case yields elements of " + tensor);
            });
    return values;
  }

  /** What {@link Tensor#read} gives, joined. */
  static byte[] bytes(Tensor tensor) {
    ByteBuffer joined =
        ByteBuffer.allocate(Math.toIntExact(tensor.shape().elements() * tensor.dtype().bytes()));
    tensor.read(joined::put);
    if (joined.hasRemaining()) {
      throw new AssertionError("read gave %d bytes too few".formatted(joined.remaining()));
    }
    return joined.array();
  }
}
