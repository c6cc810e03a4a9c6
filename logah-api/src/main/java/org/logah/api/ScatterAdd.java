package org.logah.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The sums of rows that {@link Backend#scatterAdd} asks for, worked out on the Java side. */
final class ScatterAdd {
  private final long[] indices;
  private final int width;
  private final ByteBuffer table;
  private int element;

  private ScatterAdd(long[] indices, Shape shape, DType dtype) {
    this.indices = indices;
    this.width = Math.toIntExact(shape.size(1));
    this.table = Buffers.allocate(Math.toIntExact(shape.elements() * dtype.bytes()));
  }

  static Tensor throughBuffers(Backend backend, Tensor values, Tensor indices, long rows) {
    Operands.requireFloating(backend, "scatterAdd", values);
    Operands.require(backend, "scatterAdd", indices);
    Operands.requireType("scatterAdd", "indices", indices, DType.I64);
    Shape shape = ShapeInference.scatterAdd(values.shape(), indices.shape(), rows);
    long[] targets = indices.toLongs();
    for (long target : targets) {
      if (target < 0 || target >= rows) {
        throw new IndexOutOfBoundsException(
            "scatterAdd: index %d has no row in a table of %s".formatted(target, shape));
      }
    }
    DType dtype = values.dtype();
    ScatterAdd sums = new ScatterAdd(targets, shape, dtype);
    values.read(dtype == DType.F64 ? sums::addDoubles : sums::addFloats);
    return backend.fromBuffer(sums.table, dtype, shape);
  }

  private int place() {
    int row = Math.toIntExact(indices[element / width]);
    return row * width + element++ % width;
  }

  private void addFloats(ByteBuffer bytes) {
    ByteBuffer values = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      int at = place() * Float.BYTES;
      table.putFloat(at, table.getFloat(at) + values.getFloat());
    }
  }

  private void addDoubles(ByteBuffer bytes) {
    ByteBuffer values = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      int at = place() * Double.BYTES;
      table.putDouble(at, table.getDouble(at) + values.getDouble());
    }
  }
}
