package org.logah.api.reference;

import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;

/** Sums, largest elements and what is normalised along one dimension. */
final class ReductionLoops {
  private ReductionLoops() {}

  static ReferenceTensor sum(ReferenceTensor a, boolean keep, int... dimensions) {
    Shape kept = ShapeInference.reduce("sum", a.shape(), true, dimensions);
    double[] sums = new double[Math.toIntExact(kept.elements())];
    var target = Coordinates.stretched(kept, a.shape());
    for (int i = 0; i < a.elements(); i++) {
      sums[target.applyAsInt(i)] += a.reals()[i];
    }
    return a.withReals(ShapeInference.reduce("sum", a.shape(), keep, dimensions), sums);
  }

  static ReferenceTensor max(ReferenceTensor a, boolean keep, int dimension) {
    Shape shape = ShapeInference.reduceNonEmpty("max", a.shape(), keep, dimension);
    long[] first = firstLargest(a, dimension);
    var line = Coordinates.Line.along(a.shape(), a.shape().axis(dimension));
    return a.gather(shape, i -> line.start(i) + (int) first[i] * line.step());
  }

  static ReferenceTensor argmax(PrimitiveReference owner, ReferenceTensor a, int dimension) {
    Shape shape = ShapeInference.reduceNonEmpty("argmax", a.shape(), false, dimension);
    return ReferenceTensor.ofIntegers(owner, shape, DType.I64, firstLargest(a, dimension));
  }

  private static long[] firstLargest(ReferenceTensor a, int dimension) {
    var line = Coordinates.Line.along(a.shape(), a.shape().axis(dimension));
    long[] places = new long[line.count(a.elements())];
    for (int i = 0; i < places.length; i++) {
      int start = line.start(i);
      for (int j = 1; j < line.length(); j++) {
        double largest = a.reals()[start + (int) places[i] * line.step()];
        if (a.reals()[start + j * line.step()] > largest) {
          places[i] = j;
        }
      }
    }
    return places;
  }

  static ReferenceTensor softmax(ReferenceTensor a, int dimension) {
    ReferenceTensor powers = shifted(a, dimension).map(Math::exp);
    return powers.combine(sum(powers, true, dimension), a.shape(), (x, sum) -> x / sum);
  }

  static ReferenceTensor logSoftmax(ReferenceTensor a, int dimension) {
    ReferenceTensor shifted = shifted(a, dimension);
    ReferenceTensor sums = sum(shifted.map(Math::exp), true, dimension);
    return shifted.combine(sums, a.shape(), (x, sum) -> x - Math.log(sum));
  }

  /** The elements less the largest of their line. */
  private static ReferenceTensor shifted(ReferenceTensor a, int dimension) {
    if (a.elements() == 0) {
      return a;
    }
    return a.combine(max(a, true, dimension), a.shape(), (x, largest) -> x - largest);
  }
}
