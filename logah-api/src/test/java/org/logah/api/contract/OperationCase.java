package org.logah.api.contract;

import java.util.List;
import java.util.Set;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;

/**
 * An operation with operands, on which a backend must agree with the reference.
 *
 * @param name what is tried, unique in the suite; its first word is the operation
 * @param bound how far results may be off
 * @param operation the call
 * @param operands its tensors
 * @param differentiable whether gradients with respect to all real operands are compared too
 */
record OperationCase(
    String name, Bound bound, Operation operation, List<Operand> operands, boolean differentiable) {
  private static final long SEED = 20_240_521;

  /** What {@link org.logah.api.Precision} is about. */
  private static final Set<String> PRODUCTS =
      Set.of("matmul", "linear", "linearCrossEntropy", "conv2d", "attention");

  /** A call of one operation. */
  interface Operation {
    Tensor apply(Backend backend, List<Tensor> operands);
  }

  RandomStream stream(int operand) {
    return RandomStream.named(SEED, name + "/" + operand);
  }

  String operationName() {
    return name.split("[ ,]", 2)[0];
  }

  /** The type to whose accuracy results of type {@code dtype} are worked out. */
  DType accuracy(Backend backend, DType dtype) {
    boolean product = dtype == DType.F32 && PRODUCTS.contains(operationName());
    return product ? backend.precision().products() : dtype;
  }

  @Override
  public String toString() {
    return name;
  }
}
