package org.logah.backend.nd4j;

import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** A tensor that owns a share of its storage; without elements it has none. */
final class Nd4jTensor extends Tensor {
  private final Storage storage;

  /**
   * @param storage the elements, of which the tensor becomes an owner; {@code null} if there are
   *     none
   */
  Nd4jTensor(Backend backend, Shape shape, DType dtype, Storage storage) {
    super(backend, shape, dtype);
    this.storage = storage;
  }

  /** The elements of an operand that {@link org.logah.api.Operands} has passed and that has any. */
  static Storage storage(Tensor tensor) {
    return ((Nd4jTensor) tensor).storage;
  }

  @Override
  protected void release() {
    if (storage != null) {
      storage.close();
    }
  }
}
