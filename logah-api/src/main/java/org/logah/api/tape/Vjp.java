package org.logah.api.tape;

import org.logah.api.Tensor;

/** The vector-Jacobian product of an operation with respect to one of its operands. */
@FunctionalInterface
interface Vjp {
  /**
   * The gradient of the operand, of its shape.
   *
   * @param gradient the gradient of the operation's result
   * @param saved what was saved for this
   * @return a new tensor, or {@code gradient} itself
   */
  Tensor apply(Tensor gradient, Tensor[] saved);
}
