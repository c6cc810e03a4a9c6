package org.logah.api.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.Supplier;
import org.logah.api.Backend;
import org.logah.api.DType;

/** The tests of one family of operations, of whichever backend the suite is run on. */
abstract class ContractFamily {
  private final Supplier<Backend> backend;

  ContractFamily(Supplier<Backend> backend) {
    this.backend = backend;
  }

  final Backend backend() {
    return backend.get();
  }

  /** Reports the test as not run where the backend does not claim to compute with the type. */
  final void assumeComputes(DType dtype) {
    assumeTrue(
        backend().capabilities().computes().contains(dtype),
        () -> backend().name() + " does not compute with " + dtype);
  }

  /** Reports the test as not run where the backend does not claim to store the type. */
  final void assumeStores(DType dtype) {
    assumeTrue(
        backend().capabilities().stores().contains(dtype),
        () -> backend().name() + " does not store " + dtype);
  }

  /** Reports the test as not run where the backend does not claim to compute gradients. */
  final void assumeGradients() {
    assumeTrue(
        backend().capabilities().gradients(), () -> backend().name() + " computes no gradients");
  }
}
