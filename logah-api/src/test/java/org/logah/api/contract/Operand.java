package org.logah.api.contract;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;

/**
 * One input of a case.
 *
 * @param type {@link DType#I64}, {@link DType#BOOL}, or {@link DType#F64}, which stands for the
 *     floating-point type under test
 * @param shape its shape
 * @param values its elements
 */
record Operand(DType type, Shape shape, Values values) {
  /** Elements as a function of their place in a sequence of random numbers. */
  interface Values {
    double at(RandomStream stream, int index);
  }

  /** How the elements lie in the backend's memory. */
  enum Layout {
    /** As the shape says. */
    ROW_MAJOR,
    /** A view of another tensor: dimensions reversed, or for one dimension an offset. */
    VIEW
  }

  /** Reals uniform on (-2, 2). */
  static Operand reals(long... sizes) {
    return uniform(-2, 2, sizes);
  }

  static Operand uniform(double low, double high, long... sizes) {
    return new Operand(
        DType.F64, Shape.of(sizes), (stream, i) -> low + (high - low) * stream.uniform(i));
  }

  /** Integers {@code 0 <= n < bound} in the floating-point type under test. */
  static Operand wholeReals(int bound, long... sizes) {
    return new Operand(DType.F64, Shape.of(sizes), (stream, i) -> stream.integer(i, bound));
  }

  static Operand integers(int bound, long... sizes) {
    return new Operand(DType.I64, Shape.of(sizes), (stream, i) -> stream.integer(i, bound));
  }

  static Operand booleans(long... sizes) {
    return new Operand(DType.BOOL, Shape.of(sizes), (stream, i) -> stream.integer(i, 2));
  }

  /** A vector of these reals. */
  static Operand of(double... elements) {
    return new Operand(DType.F64, Shape.of(elements.length), (stream, i) -> elements[i]);
  }

  /** The same elements under another shape. */
  Operand shaped(long... sizes) {
    return new Operand(type, Shape.of(sizes), values);
  }

  boolean isReal() {
    return type == DType.F64;
  }

  /** The elements in row-major order, each one that {@code dtype} holds if they are reals. */
  double[] elements(RandomStream stream, DType dtype) {
    double[] elements = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < elements.length; i++) {
      double value = values.at(stream, i);
      elements[i] = isReal() && dtype == DType.F32 ? (float) value : value;
    }
    return elements;
  }

  /** These elements as a tensor; reals are of type {@code real}. */
  Tensor tensor(Backend backend, DType real, double[] elements, Layout layout) {
    DType dtype = isReal() ? real : type;
    int count = elements.length;
    if (layout == Layout.ROW_MAJOR || shape.rank() == 0) {
      return rowMajor(backend, dtype, shape, i -> elements[i], count);
    }
    if (shape.rank() == 1) {
      IntToDoubleFunction shifted = i -> i == 0 ? 1 : elements[i - 1];
      Tensor longer = rowMajor(backend, dtype, Shape.of(count + 1L), shifted, count + 1);
      return backend.slice(longer, 0, 1, count + 1L);
    }
    int[] reversed = new int[shape.rank()];
    Arrays.setAll(reversed, i -> reversed.length - 1 - i);
    long[] sizes = new long[reversed.length];
    Arrays.setAll(sizes, i -> shape.size(reversed[i]));
    Shape backwards = Shape.of(sizes);
    IntToDoubleFunction reordered = i -> elements[reversedIndex(backwards, i)];
    return backend.permute(rowMajor(backend, dtype, backwards, reordered, count), reversed);
  }

  private static Tensor rowMajor(
      Backend backend, DType dtype, Shape shape, IntToDoubleFunction elements, int count) {
    double[] values = new double[count];
    Arrays.setAll(values, elements);
    return backend.fromBuffer(Elements.encode(dtype, values), dtype, shape);
  }

  /** The row-major index, in the shape with dimensions reversed, of element {@code index}. */
  private static int reversedIndex(Shape shape, int index) {
    int reversed = 0;
    int stride = 1;
    int rest = index;
    int[] coordinates = new int[shape.rank()];
    for (int i = shape.rank() - 1; i >= 0; i--) {
      coordinates[i] = rest % Math.toIntExact(shape.size(i));
      rest /= Math.toIntExact(shape.size(i));
    }
    for (int i = 0; i < coordinates.length; i++) {
      reversed += coordinates[i] * stride;
      stride *= Math.toIntExact(shape.size(i));
    }
    return reversed;
  }
}
