package org.logah.api.reference;

import java.util.List;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;

/** Operations that only move elements: each says where an element of the result comes from. */
final class FormLoops {
  private FormLoops() {}

  static ReferenceTensor permute(ReferenceTensor a, int... dimensions) {
    Shape shape = ShapeInference.permute(a.shape(), dimensions);
    return a.gather(
        shape,
        i -> {
          int[] to = Coordinates.of(shape, i);
          int[] from = new int[to.length];
          for (int d = 0; d < to.length; d++) {
            from[a.shape().axis(dimensions[d])] = to[d];
          }
          return Coordinates.index(a.shape(), from);
        });
  }

  static ReferenceTensor slice(ReferenceTensor a, int dimension, long start, long end) {
    Shape shape = ShapeInference.slice(a.shape(), dimension, start, end);
    int step = Coordinates.Line.along(a.shape(), shape.axis(dimension)).step();
    int wide = Math.toIntExact(a.size(dimension)) * step;
    int narrow = Math.toIntExact(end - start) * step;
    int offset = Math.toIntExact(start) * step;
    return a.gather(shape, i -> i / narrow * wide + offset + i % narrow);
  }

  static ReferenceTensor tile(ReferenceTensor a, Shape target) {
    ShapeInference.tile(a.shape(), target);
    return a.gather(
        target,
        i -> {
          int[] at = Coordinates.of(target, i);
          for (int d = 0; d < at.length; d++) {
            at[d] %= Math.toIntExact(a.size(d));
          }
          return Coordinates.index(a.shape(), at);
        });
  }

  static ReferenceTensor concat(
      PrimitiveReference owner, List<ReferenceTensor> parts, int dimension) {
    ReferenceTensor first = parts.get(0);
    Shape shape =
        ShapeInference.concat(parts.stream().map(ReferenceTensor::shape).toList(), dimension);
    int step = Coordinates.Line.along(shape, shape.axis(dimension)).step();
    int row = Math.toIntExact(shape.size(dimension)) * step;
    int count = Math.toIntExact(shape.elements());
    boolean real = first.dtype().isFloatingPoint();
    Object joined = real ? new double[count] : new long[count];
    int offset = 0;
    for (ReferenceTensor part : parts) {
      Object values = real ? part.reals() : part.integers();
      int length = Math.toIntExact(part.size(dimension)) * step;
      for (int at = 0; at < part.elements(); at += length) {
        System.arraycopy(values, at, joined, at / length * row + offset, length);
      }
      offset += length;
    }
    return real
        ? ReferenceTensor.ofReals(owner, shape, first.dtype(), (double[]) joined)
        : ReferenceTensor.ofIntegers(owner, shape, first.dtype(), (long[]) joined);
  }

  static ReferenceTensor embedding(ReferenceTensor weight, ReferenceTensor indices) {
    Shape shape = ShapeInference.embedding(weight.shape(), indices.shape());
    for (long index : indices.integers()) {
      if (index < 0 || index >= weight.size(0)) {
        throw new IndexOutOfBoundsException(
            "embedding: index %d has no row in a table of %s".formatted(index, weight.shape()));
      }
    }
    int width = Math.toIntExact(weight.size(1));
    return weight.gather(
        shape, i -> Math.toIntExact(indices.integers()[i / width]) * width + i % width);
  }

  static ReferenceTensor scatterAdd(ReferenceTensor values, ReferenceTensor indices, long rows) {
    Shape shape = ShapeInference.scatterAdd(values.shape(), indices.shape(), rows);
    int width = Math.toIntExact(shape.size(1));
    double[] table = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < indices.elements(); i++) {
      long row = indices.integers()[i];
      if (row < 0 || row >= rows) {
        throw new IndexOutOfBoundsException(
            "scatterAdd: index %d has no row in a table of %s".formatted(row, shape));
      }
      for (int column = 0; column < width; column++) {
        table[Math.toIntExact(row) * width + column] += values.reals()[i * width + column];
      }
    }
    return values.withReals(shape, table);
  }
}
