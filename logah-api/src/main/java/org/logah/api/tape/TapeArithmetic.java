package org.logah.api.tape;

import java.util.function.UnaryOperator;
import org.logah.api.Backend;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** What is worked out element by element. */
abstract class TapeArithmetic extends TapeRecorder {
  TapeArithmetic(Backend inner) {
    super(inner);
  }

  /** A function whose derivative is told by its argument. */
  private Tensor function(String operation, Tensor a, UnaryOperator<Tensor> forward, Vjp vjp) {
    return record(operation, () -> forward.apply(value(a)), a).vjp(a, vjp, a).result();
  }

  /** A function whose derivative is told by its value. */
  private Tensor functionByResult(
      String operation, Tensor a, UnaryOperator<Tensor> forward, Vjp vjp) {
    return record(operation, () -> forward.apply(value(a)), a).vjpOfResult(a, vjp).result();
  }

  /** An operation whose derivative is the same everywhere. */
  private Tensor linearFunction(
      String operation, Tensor a, UnaryOperator<Tensor> forward, Vjp vjp) {
    return record(operation, () -> forward.apply(value(a)), a).vjp(a, vjp).result();
  }

  private static Tensor zero(Tensor like) {
    return like.backend().full(0, like.dtype(), Shape.scalar());
  }

  @Override
  public final Tensor add(Tensor a, Tensor b) {
    Recording sum = record("add", () -> inner.add(value(a), value(b)), a, b);
    return sum.vjp(a, (g, saved) -> Stretched.sumTo(g, a.shape()))
        .vjp(b, (g, saved) -> Stretched.sumTo(g, b.shape()))
        .result();
  }

  @Override
  public final Tensor add(Tensor a, double value) {
    return linearFunction("add", a, x -> x.add(value), (g, saved) -> g);
  }

  @Override
  public final Tensor sub(Tensor a, Tensor b) {
    Recording difference = record("sub", () -> inner.sub(value(a), value(b)), a, b);
    return difference
        .vjp(a, (g, saved) -> Stretched.sumTo(g, a.shape()))
        .vjp(b, (g, saved) -> Stretched.sumTo(g.neg(), b.shape()))
        .result();
  }

  @Override
  public final Tensor mul(Tensor a, Tensor b) {
    Recording product = record("mul", () -> inner.mul(value(a), value(b)), a, b);
    return product
        .vjp(a, (g, saved) -> Stretched.sumTo(g.mul(saved[0]), a.shape()), b)
        .vjp(b, (g, saved) -> Stretched.sumTo(g.mul(saved[0]), b.shape()), a)
        .result();
  }

  @Override
  public final Tensor mul(Tensor a, double value) {
    return linearFunction("mul", a, x -> x.mul(value), (g, saved) -> g.mul(value));
  }

  @Override
  public final Tensor div(Tensor a, Tensor b) {
    Recording ratio = record("div", () -> inner.div(value(a), value(b)), a, b);
    return ratio
        .vjp(a, (g, saved) -> Stretched.sumTo(g.div(saved[0]), a.shape()), b)
        .vjpOfResult(
            b, (g, saved) -> Stretched.sumTo(g.mul(saved[0]).div(saved[1]).neg(), b.shape()), b)
        .result();
  }

  @Override
  public final Tensor neg(Tensor a) {
    return linearFunction("neg", a, Tensor::neg, (g, saved) -> g.neg());
  }

  /** The derivative at 0 is 0. */
  @Override
  public final Tensor abs(Tensor a) {
    return function(
        "abs",
        a,
        Tensor::abs,
        (g, saved) -> {
          Tensor zero = zero(g);
          Tensor unlessPositive = saved[0].less(zero).where(g.neg(), zero);
          return zero.less(saved[0]).where(g, unlessPositive);
        });
  }

  @Override
  public final Tensor sqrt(Tensor a) {
    return functionByResult("sqrt", a, Tensor::sqrt, (g, saved) -> g.mul(0.5).div(saved[0]));
  }

  @Override
  public final Tensor exp(Tensor a) {
    return functionByResult("exp", a, Tensor::exp, (g, saved) -> g.mul(saved[0]));
  }

  @Override
  public final Tensor log(Tensor a) {
    return function("log", a, Tensor::log, (g, saved) -> g.div(saved[0]));
  }

  @Override
  public final Tensor tanh(Tensor a) {
    return functionByResult(
        "tanh", a, Tensor::tanh, (g, saved) -> g.mul(saved[0].mul(saved[0]).neg().add(1)));
  }

  @Override
  public final Tensor erf(Tensor a) {
    return function("erf", a, inner::erf, (g, saved) -> g.mul(Derivatives.erf(saved[0])));
  }

  @Override
  public final Tensor sigmoid(Tensor a) {
    return functionByResult(
        "sigmoid", a, Tensor::sigmoid, (g, saved) -> g.mul(saved[0]).mul(saved[0].neg().add(1)));
  }

  @Override
  public final Tensor relu(Tensor a) {
    return functionByResult(
        "relu",
        a,
        Tensor::relu,
        (g, saved) -> {
          Tensor zero = zero(g);
          return zero.less(saved[0]).where(g, zero);
        });
  }

  @Override
  public final Tensor gelu(Tensor a) {
    return function("gelu", a, Tensor::gelu, (g, saved) -> g.mul(Derivatives.gelu(saved[0])));
  }

  @Override
  public final Tensor geluTanh(Tensor a) {
    return function(
        "geluTanh", a, Tensor::geluTanh, (g, saved) -> g.mul(Derivatives.geluTanh(saved[0])));
  }

  @Override
  public final Tensor silu(Tensor a) {
    return function("silu", a, Tensor::silu, (g, saved) -> g.mul(Derivatives.silu(saved[0])));
  }

  @Override
  public final Tensor equal(Tensor a, Tensor b) {
    Recording comparison = record("equal", () -> inner.equal(value(a), value(b)), a, b);
    return comparison.withoutDerivative(a).withoutDerivative(b).result();
  }

  @Override
  public final Tensor less(Tensor a, Tensor b) {
    Recording comparison = record("less", () -> inner.less(value(a), value(b)), a, b);
    return comparison.withoutDerivative(a).withoutDerivative(b).result();
  }

  @Override
  public final Tensor where(Tensor condition, Tensor a, Tensor b) {
    Recording choice =
        record("where", () -> inner.where(value(condition), value(a), value(b)), condition, a, b);
    return choice
        .vjp(a, (g, saved) -> Stretched.sumTo(saved[0].where(g, zero(g)), a.shape()), condition)
        .vjp(b, (g, saved) -> Stretched.sumTo(saved[0].where(zero(g), g), b.shape()), condition)
        .withoutDerivative(condition)
        .result();
  }
}
