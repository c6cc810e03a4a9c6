package org.logah.api.tape;

import java.util.List;
import org.logah.api.Scope;
import org.logah.api.Tensor;

/**
 * The way of a gradient from the result of an operation to one of its operands.
 *
 * @param operand the operand's node, which the edge owns a reference of
 * @param vjp how the gradient changes on the way
 * @param saved values that this takes, which the edge is one of the owners of
 */
record TapeEdge(TapeNode operand, Vjp vjp, List<SharedTensor> saved) {
  /** What the operand's gradient gains by the result's; the caller owns it. */
  SharedTensor gradient(SharedTensor ofResult) {
    Tensor given = ofResult.tensor();
    Tensor[] values = saved.stream().map(SharedTensor::tensor).toArray(Tensor[]::new);
    try (Scope scope = given.backend().openScope()) {
      Tensor gained = vjp.apply(given, values);
      return gained == given ? ofResult.retain() : new SharedTensor(scope.release(gained));
    }
  }

  void releaseSaved() {
    saved.forEach(SharedTensor::release);
  }
}
