package org.logah.backend.javacpp;

import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** A tensor that owns one handle of LibTorch; views share storage, which nothing ever writes to. */
final class LibTorchTensor extends Tensor {
  private final org.bytedeco.pytorch.Tensor handle;

  LibTorchTensor(Backend backend, Shape shape, DType dtype, org.bytedeco.pytorch.Tensor handle) {
    super(backend, shape, dtype);
    // A PointerScope that the embedder has open must not take the tensor with it.
    handle.retainReference();
    this.handle = handle;
  }

  org.bytedeco.pytorch.Tensor handle() {
    return handle;
  }

  /** The handle of an operand that {@link org.logah.api.Operands} has passed. */
  static org.bytedeco.pytorch.Tensor handle(Tensor tensor) {
    return ((LibTorchTensor) tensor).handle;
  }

  @Override
  protected void release() {
    handle.deallocate();
  }
}
