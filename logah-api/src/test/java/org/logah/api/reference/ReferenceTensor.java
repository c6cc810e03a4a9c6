package org.logah.api.reference;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Row-major elements: doubles for floating-point types, else longs, with 0 and 1 for bool. */
final class ReferenceTensor extends Tensor {
  private final PrimitiveReference owner;
  private double[] reals;
  private long[] integers;

  private ReferenceTensor(PrimitiveReference owner, Shape shape, DType dtype) {
    super(owner, shape, dtype);
    this.owner = owner;
    owner.opened(bytes());
  }

  static ReferenceTensor ofReals(
      PrimitiveReference owner, Shape shape, DType dtype, double[] reals) {
    ReferenceTensor tensor = new ReferenceTensor(owner, shape, dtype);
    tensor.reals = reals;
    return tensor;
  }

  static ReferenceTensor ofIntegers(
      PrimitiveReference owner, Shape shape, DType dtype, long[] integers) {
    ReferenceTensor tensor = new ReferenceTensor(owner, shape, dtype);
    tensor.integers = integers;
    return tensor;
  }

  private long bytes() {
    return shape().elements() * dtype().bytes();
  }

  double[] reals() {
    return reals;
  }

  long[] integers() {
    return integers;
  }

  int elements() {
    return Math.toIntExact(shape().elements());
  }

  /** An element as a real number, whatever its type. */
  double real(int index) {
    return reals != null ? reals[index] : integers[index];
  }

  /** A tensor of this type whose element i is this one's element {@code source(i)}. */
  ReferenceTensor gather(Shape shape, IntUnaryOperator source) {
    int count = Math.toIntExact(shape.elements());
    if (reals != null) {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = reals[source.applyAsInt(i)];
      }
      return ofReals(owner, shape, dtype(), values);
    }
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = integers[source.applyAsInt(i)];
    }
    return ofIntegers(owner, shape, dtype(), values);
  }

  /** A floating-point tensor of this type with other values. */
  ReferenceTensor withReals(Shape shape, double[] values) {
    return ofReals(owner, shape, dtype(), values);
  }

  ReferenceTensor map(DoubleUnaryOperator function) {
    double[] values = new double[elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = function.applyAsDouble(reals[i]);
    }
    return withReals(shape(), values);
  }

  ReferenceTensor combine(ReferenceTensor other, Shape shape, DoubleBinaryOperator function) {
    IntUnaryOperator left = Coordinates.stretched(shape(), shape);
    IntUnaryOperator right = Coordinates.stretched(other.shape(), shape);
    double[] values = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          function.applyAsDouble(reals[left.applyAsInt(i)], other.reals[right.applyAsInt(i)]);
    }
    return withReals(shape, values);
  }

  @Override
  protected void release() {
    owner.closed(bytes());
    reals = null;
    integers = null;
  }
}
