package org.logah.api;

/** A tensor of a {@link ForwardingBackend}, which owns the tensor that holds its elements. */
final class ForwardedTensor extends Tensor {
  private final Tensor inner;

  ForwardedTensor(ForwardingBackend backend, Tensor inner) {
    super(backend, inner.shape(), inner.dtype());
    this.inner = inner;
  }

  Tensor inner() {
    return inner;
  }

  @Override
  protected void release() {
    inner.close();
  }
}
