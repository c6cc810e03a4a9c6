package org.logah.backend.nd4j;

import static org.logah.backend.nd4j.Nd4jTensor.storage;

import java.util.function.BiFunction;
import org.logah.api.DType;
import org.logah.api.Operands;
import org.logah.api.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cosh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sinh;
import org.nd4j.linalg.factory.Nd4j;

/** Functions of each element. */
abstract class Nd4jFunctions extends Nd4jArithmetic {
  /** Beyond it tanh is 1 in float64. */
  private static final double TANH_SATURATES = 20;

  private Tensor function(String operation, Tensor a, BiFunction<INDArray, INDArray, Op> kernel) {
    Operands.requireFloating(this, operation, a);
    return compute(
        operation,
        a.shape(),
        a.dtype(),
        result -> Nd4j.getExecutioner().exec(kernel.apply(storage(a).vector(), result.vector())),
        a);
  }

  @Override
  public Tensor neg(Tensor a) {
    return function("neg", a, Negative::new);
  }

  @Override
  public Tensor abs(Tensor a) {
    return function("abs", a, Abs::new);
  }

  @Override
  public Tensor sqrt(Tensor a) {
    return function("sqrt", a, Sqrt::new);
  }

  @Override
  public Tensor exp(Tensor a) {
    return function("exp", a, Exp::new);
  }

  @Override
  public Tensor log(Tensor a) {
    return function("log", a, Log::new);
  }

  /**
   * ND4J's own tanh loses all digits near 0, and its quotient of sinh and cosh a few in float32.
   */
  @Override
  public Tensor tanh(Tensor a) {
    Operands.requireFloating(this, "tanh", a);
    return scoped(
        () -> {
          Tensor bounded = bounded(a.cast(DType.F64), TANH_SATURATES);
          Tensor sinh = function("tanh", bounded, Sinh::new);
          return sinh.div(function("tanh", bounded, Cosh::new)).cast(a.dtype());
        });
  }

  private Tensor bounded(Tensor a, double bound) {
    return compute(
        "tanh",
        a.shape(),
        a.dtype(),
        result ->
            NativeOperation.of("clipbyvalue", storage(a).vector())
                .reals(-bound, bound)
                .into(result.vector()),
        a);
  }

  @Override
  public Tensor erf(Tensor a) {
    return function("erf", a, Erf::new);
  }

  @Override
  public Tensor sigmoid(Tensor a) {
    return function("sigmoid", a, Sigmoid::new);
  }

  @Override
  public Tensor relu(Tensor a) {
    Operands.requireFloating(this, "relu", a);
    return compute(
        "relu",
        a.shape(),
        a.dtype(),
        result -> NativeOperation.of("relu", storage(a).vector()).reals(0).into(result.vector()),
        a);
  }

  /** As (1 + tanh u) / 2 = sigmoid(2u), which ND4J computes well. */
  @Override
  public Tensor geluTanh(Tensor a) {
    return scoped(
        () -> {
          Tensor cubic = a.mul(a).mul(a).mul(0.044715);
          return a.mul(a.add(cubic).mul(2 * Math.sqrt(2 / Math.PI)).sigmoid());
        });
  }
}
