package org.logah.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

/**
 * An immutable n-dimensional array on one backend. The methods are one-line calls of {@link
 * Backend}, where each operation is described. A tensor is safe to read from several threads; its
 * native memory goes with {@link #close} or with its {@link Scope}.
 */
public abstract class Tensor implements AutoCloseable {
  private final Backend backend;
  private final Shape shape;
  private final DType dtype;
  private volatile boolean closed;

  /** Registers the tensor with the innermost open scope of its backend on this thread. */
  protected Tensor(Backend backend, Shape shape, DType dtype) {
    this.backend = backend;
    this.shape = shape;
    this.dtype = dtype;
    Scope.register(this);
  }

  public final Backend backend() {
    return backend;
  }

  public final Shape shape() {
    return shape;
  }

  public final DType dtype() {
    return dtype;
  }

  /** Size of a dimension; negative ones count from the last. */
  public final long size(int dimension) {
    return shape.size(dimension);
  }

  public final boolean isClosed() {
    return closed;
  }

  /** Frees the native memory; a second call does nothing. */
  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      release();
    }
  }

  /** Called once, to free what the subclass holds. */
  protected abstract void release();

  public final Tensor add(Tensor other) {
    return backend.add(this, other);
  }

  public final Tensor add(double value) {
    return backend.add(this, value);
  }

  public final Tensor sub(Tensor other) {
    return backend.sub(this, other);
  }

  public final Tensor mul(Tensor other) {
    return backend.mul(this, other);
  }

  public final Tensor mul(double value) {
    return backend.mul(this, value);
  }

  public final Tensor div(Tensor other) {
    return backend.div(this, other);
  }

  public final Tensor neg() {
    return backend.neg(this);
  }

  public final Tensor abs() {
    return backend.abs(this);
  }

  public final Tensor sqrt() {
    return backend.sqrt(this);
  }

  public final Tensor exp() {
    return backend.exp(this);
  }

  public final Tensor log() {
    return backend.log(this);
  }

  public final Tensor tanh() {
    return backend.tanh(this);
  }

  public final Tensor sigmoid() {
    return backend.sigmoid(this);
  }

  public final Tensor relu() {
    return backend.relu(this);
  }

  public final Tensor gelu() {
    return backend.gelu(this);
  }

  public final Tensor geluTanh() {
    return backend.geluTanh(this);
  }

  public final Tensor silu() {
    return backend.silu(this);
  }

  public final Tensor equal(Tensor other) {
    return backend.equal(this, other);
  }

  public final Tensor less(Tensor other) {
    return backend.less(this, other);
  }

  public final Tensor where(Tensor ifTrue, Tensor ifFalse) {
    return backend.where(this, ifTrue, ifFalse);
  }

  public final Tensor cast(DType target) {
    return backend.cast(this, target);
  }

  public final Tensor sum(boolean keep, int... dimensions) {
    return backend.sum(this, keep, dimensions);
  }

  public final Tensor mean(boolean keep, int... dimensions) {
    return backend.mean(this, keep, dimensions);
  }

  public final Tensor max(boolean keep, int dimension) {
    return backend.max(this, keep, dimension);
  }

  public final Tensor argmax(int dimension) {
    return backend.argmax(this, dimension);
  }

  /** The sum of all elements, a scalar. */
  public final Tensor sum() {
    return backend.sum(this, false, ShapeInference.allDimensions(shape));
  }

  /** The mean of all elements, a scalar. */
  public final Tensor mean() {
    return backend.mean(this, false, ShapeInference.allDimensions(shape));
  }

  public final Tensor matmul(Tensor other) {
    return backend.matmul(this, other);
  }

  public final Tensor reshape(long... sizes) {
    return backend.reshape(this, ShapeInference.resolve(shape, sizes));
  }

  public final Tensor permute(int... dimensions) {
    return backend.permute(this, dimensions);
  }

  /** This tensor with two dimensions exchanged. */
  public final Tensor transpose(int first, int second) {
    return backend.permute(this, ShapeInference.exchanged(shape, first, second));
  }

  public final Tensor expand(Shape target) {
    return backend.expand(this, target);
  }

  public final Tensor slice(int dimension, long start, long end) {
    return backend.slice(this, dimension, start, end);
  }

  public final List<Tensor> split(int dimension, long... sizes) {
    return backend.split(this, dimension, sizes);
  }

  public final Tensor tile(Shape target) {
    return backend.tile(this, target);
  }

  public final Tensor embedding(Tensor indices) {
    return backend.embedding(this, indices);
  }

  public final Tensor softmax(int dimension) {
    return backend.softmax(this, dimension);
  }

  public final Tensor logSoftmax(int dimension) {
    return backend.logSoftmax(this, dimension);
  }

  public final Tensor linear(Tensor weight, Tensor bias) {
    return backend.linear(this, weight, bias, LinearLayout.OUT_IN);
  }

  /** The elements in row-major order, in one or more little-endian buffers; see {@link Backend}. */
  public final void read(Consumer<ByteBuffer> consumer) {
    backend.read(this, consumer);
  }

  /** The elements of an {@link DType#F32} tensor in row-major order. */
  public final float[] toFloats() {
    requireDType(DType.F32);
    float[] values = new float[Math.toIntExact(shape.elements())];
    int[] at = {0};
    read(
        bytes -> {
          int count = bytes.remaining() / Float.BYTES;
          bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  /** The elements of an {@link DType#F64} tensor in row-major order. */
  public final double[] toDoubles() {
    requireDType(DType.F64);
    double[] values = new double[Math.toIntExact(shape.elements())];
    int[] at = {0};
    read(
        bytes -> {
          int count = bytes.remaining() / Double.BYTES;
          bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  /** The elements of an {@link DType#I64} tensor in row-major order. */
  public final long[] toLongs() {
    requireDType(DType.I64);
    long[] values = new long[Math.toIntExact(shape.elements())];
    int[] at = {0};
    read(
        bytes -> {
          int count = bytes.remaining() / Long.BYTES;
          bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  /**
   * The only element of a floating-point tensor.
   *
   * @throws ShapeMismatchException if there is not exactly one
   */
  public final double item() {
    if (shape.elements() != 1) {
      throw new ShapeMismatchException("item needs one element, not shape " + shape);
    }
    if (dtype == DType.F64) {
      return toDoubles()[0];
    }
    return toFloats()[0];
  }

  private void requireDType(DType expected) {
    if (dtype != expected) {
      throw new IllegalArgumentException(
          "the elements are %s, not %s; cast first".formatted(dtype, expected));
    }
  }

  @Override
  public String toString() {
    return "%s tensor %s on %s%s"
        .formatted(dtype, shape, backend.name(), closed ? " (closed)" : "");
  }
}
