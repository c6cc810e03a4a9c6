package org.logah.parity;

import org.junit.jupiter.api.Assumptions;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.InvalidInputException;
import org.logah.backend.javacpp.LibTorchBackend;

/** LibTorch on a CUDA device; where there is none the tests are reported as not run. */
final class Cuda {
  private Cuda() {}

  static Backend openOrSkip() {
    try {
      return LibTorchBackend.open(new BackendOptions("cuda:0", 0));
    } catch (InvalidInputException e) {
      Assumptions.abort("not run on CUDA: " + e.getMessage());
      throw e;
    }
  }
}
