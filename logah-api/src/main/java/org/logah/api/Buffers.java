package org.logah.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Direct little-endian buffers, the form in which tensors cross the border of a backend. */
public final class Buffers {
  private Buffers() {}

  /** A zeroed buffer of this many bytes. */
  public static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  public static ByteBuffer of(float[] values) {
    ByteBuffer bytes = allocate(Math.multiplyExact(values.length, Float.BYTES));
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  public static ByteBuffer of(double[] values) {
    ByteBuffer bytes = allocate(Math.multiplyExact(values.length, Double.BYTES));
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }

  public static ByteBuffer of(long[] values) {
    ByteBuffer bytes = allocate(Math.multiplyExact(values.length, Long.BYTES));
    bytes.asLongBuffer().put(values);
    return bytes;
  }
}
