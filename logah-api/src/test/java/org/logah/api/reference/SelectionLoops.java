package org.logah.api.reference;

import org.logah.api.DType;
import org.logah.api.Operands;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/** Comparisons, and the choice that follows from them. */
final class SelectionLoops {
  private SelectionLoops() {}

  static Tensor compare(PrimitiveReference owner, String operation, Tensor a, Tensor b) {
    ReferenceTensor left = owner.own(operation, a);
    ReferenceTensor right = owner.own(operation, b);
    Operands.requireSameType(operation, a, b);
    boolean less = operation.equals("less");
    if (less && a.dtype() == DType.BOOL) {
      throw new IllegalArgumentException("less: BOOL has no order");
    }
    Shape shape = ShapeInference.broadcast(operation, a.shape(), b.shape());
    var leftIndex = Coordinates.stretched(a.shape(), shape);
    var rightIndex = Coordinates.stretched(b.shape(), shape);
    long[] values = new long[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      int l = leftIndex.applyAsInt(i);
      int r = rightIndex.applyAsInt(i);
      boolean holds;
      if (a.dtype().isFloatingPoint()) {
        holds = less ? left.reals()[l] < right.reals()[r] : left.reals()[l] == right.reals()[r];
      } else {
        int order = Long.compare(left.integers()[l], right.integers()[r]);
        holds = less ? order < 0 : order == 0;
      }
      values[i] = holds ? 1 : 0;
    }
    return ReferenceTensor.ofIntegers(owner, shape, DType.BOOL, values);
  }

  static Tensor where(PrimitiveReference owner, Tensor condition, Tensor a, Tensor b) {
    ReferenceTensor chooser = owner.own("where", condition);
    Operands.requireType("where", "conditions", condition, DType.BOOL);
    ReferenceTensor[] own = owner.floating("where", a, b);
    Shape shape =
        ShapeInference.broadcast(
            "where", condition.shape(), ShapeInference.broadcast("where", a.shape(), b.shape()));
    var conditionIndex = Coordinates.stretched(condition.shape(), shape);
    var leftIndex = Coordinates.stretched(a.shape(), shape);
    var rightIndex = Coordinates.stretched(b.shape(), shape);
    double[] values = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          chooser.integers()[conditionIndex.applyAsInt(i)] != 0
              ? own[0].reals()[leftIndex.applyAsInt(i)]
              : own[1].reals()[rightIndex.applyAsInt(i)];
    }
    return own[0].withReals(shape, values);
  }
}
