package org.logah.api.tape;

import java.util.concurrent.atomic.AtomicInteger;
import org.logah.api.Tensor;

/**
 * A tensor of the inner backend with several owners: the last one that lets go closes it. Made with
 * one owner.
 */
final class SharedTensor {
  private final Tensor tensor;
  private final AtomicInteger owners = new AtomicInteger(1);

  SharedTensor(Tensor tensor) {
    this.tensor = tensor;
  }

  Tensor tensor() {
    return tensor;
  }

  SharedTensor retain() {
    owners.incrementAndGet();
    return this;
  }

  void release() {
    if (owners.decrementAndGet() == 0) {
      tensor.close();
    }
  }
}
