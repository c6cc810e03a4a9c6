package org.logah.api.tape;

import java.util.Optional;
import org.logah.api.Backend;
import org.logah.api.Tensor;

/** A value of the inner backend and, if it depends on a variable, how it came about. */
final class TapeTensor extends Tensor {
  private final SharedTensor value;
  private final Optional<TapeNode> node;
  private final Optional<String> obstacle;

  /**
   * Takes the caller's part in the value and its reference of the node.
   *
   * @param obstacle where there is no node: the operation without a derivative through which the
   *     value depends on a variable, if it does
   */
  TapeTensor(
      Backend backend, SharedTensor value, Optional<TapeNode> node, Optional<String> obstacle) {
    super(backend, value.tensor().shape(), value.tensor().dtype());
    this.value = value;
    this.node = node;
    this.obstacle = obstacle;
  }

  SharedTensor value() {
    return value;
  }

  Optional<TapeNode> node() {
    return node;
  }

  Optional<String> obstacle() {
    return obstacle;
  }

  @Override
  protected void release() {
    value.release();
    node.ifPresent(TapeNode::release);
  }
}
