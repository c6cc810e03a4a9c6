package org.logah.api.tape;

import java.util.List;
import org.logah.api.Backend;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/** Reductions, products, and the form of tensors. */
abstract class TapeForms extends TapeArithmetic {
  TapeForms(Backend inner) {
    super(inner);
  }

  // ---------------------------------------------------------------- reductions

  @Override
  public final Tensor sum(Tensor a, boolean keep, int... dimensions) {
    return record("sum", () -> inner.sum(value(a), keep, dimensions), a)
        .vjp(a, (g, saved) -> Stretched.spread(g, a.shape(), dimensions))
        .result();
  }

  @Override
  public final Tensor mean(Tensor a, boolean keep, int... dimensions) {
    return record("mean", () -> inner.mean(value(a), keep, dimensions), a)
        .vjp(
            a,
            (g, saved) -> {
              long count = ShapeInference.reducedElements(a.shape(), dimensions);
              return Stretched.spread(g.mul(1.0 / count), a.shape(), dimensions);
            })
        .result();
  }

  @Override
  public final Tensor max(Tensor a, boolean keep, int dimension) {
    return record("max", () -> inner.max(value(a), keep, dimension), a)
        .vjp(
            a,
            (g, saved) -> {
              Tensor largest = Stretched.isAt(saved[0].argmax(dimension), a.shape(), dimension);
              Tensor spread = Stretched.spread(g, a.shape(), dimension);
              return largest.where(spread, inner.full(0, g.dtype(), Shape.scalar()));
            },
            a)
        .result();
  }

  @Override
  public final Tensor argmax(Tensor a, int dimension) {
    return record("argmax", () -> inner.argmax(value(a), dimension), a)
        .withoutDerivative(a)
        .result();
  }

  // ---------------------------------------------------------------- products

  @Override
  public final Tensor matmul(Tensor a, Tensor b) {
    return record("matmul", () -> inner.matmul(value(a), value(b)), a, b)
        .vjp(a, (g, saved) -> Stretched.sumTo(g.matmul(saved[0].transpose(-2, -1)), a.shape()), b)
        .vjp(b, (g, saved) -> ofRightFactor(g, saved[0], b.shape()), a)
        .result();
  }

  /** One matrix for a whole batch takes one product, not the sum of a batch of products. */
  private static Tensor ofRightFactor(Tensor gradient, Tensor left, Shape right) {
    if (right.rank() == 2) {
      return rows(left).transpose(0, 1).matmul(rows(gradient));
    }
    return Stretched.sumTo(left.transpose(-2, -1).matmul(gradient), right);
  }

  /** All but the last dimension as one. */
  static Tensor rows(Tensor a) {
    long count = 1;
    for (int i = 0; i < a.shape().rank() - 1; i++) {
      count *= a.size(i);
    }
    return a.reshape(count, a.size(-1));
  }

  // ---------------------------------------------------------------- form

  @Override
  public final Tensor reshape(Tensor a, Shape shape) {
    return record("reshape", () -> inner.reshape(value(a), shape), a)
        .vjp(a, (g, saved) -> inner.reshape(g, a.shape()))
        .result();
  }

  @Override
  public final Tensor permute(Tensor a, int... dimensions) {
    return record("permute", () -> inner.permute(value(a), dimensions), a)
        .vjp(
            a,
            (g, saved) -> {
              int[] inverse = new int[dimensions.length];
              for (int i = 0; i < inverse.length; i++) {
                inverse[a.shape().axis(dimensions[i])] = i;
              }
              return g.permute(inverse);
            })
        .result();
  }

  @Override
  public final Tensor expand(Tensor a, Shape target) {
    return record("expand", () -> inner.expand(value(a), target), a)
        .vjp(a, (g, saved) -> Stretched.sumTo(g, a.shape()))
        .result();
  }

  @Override
  public final Tensor slice(Tensor a, int dimension, long start, long end) {
    return record("slice", () -> inner.slice(value(a), dimension, start, end), a)
        .vjp(
            a,
            (g, saved) -> {
              int axis = a.shape().axis(dimension);
              return Stretched.pad(g, axis, start, a.size(axis) - end, 0);
            })
        .result();
  }

  @Override
  public final Tensor concat(List<Tensor> parts, int dimension) {
    Recording joined =
        record(
            "concat",
            () -> inner.concat(parts.stream().map(TapeRecorder::value).toList(), dimension),
            parts.toArray(new Tensor[0]));
    long start = 0;
    for (Tensor part : parts) {
      long from = start;
      long to = from + part.size(dimension);
      joined.vjp(part, (g, saved) -> g.slice(dimension, from, to));
      start = to;
    }
    return joined.result();
  }

  @Override
  public final Tensor tile(Tensor a, Shape target) {
    return record("tile", () -> inner.tile(value(a), target), a)
        .vjp(a, (g, saved) -> Stretched.foldTiles(g, a.shape()))
        .result();
  }
}
