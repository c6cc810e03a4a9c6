package org.logah.backend.javacpp;

import java.util.OptionalLong;
import org.bytedeco.pytorch.global.torch_cuda;
import org.junit.jupiter.api.Assumptions;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.InvalidInputException;
import org.logah.api.Precision;

/** LibTorch on the first CUDA device, and what its memory holds. */
final class Cuda {
  /**
   * CUDA's own functions are within 2 ulps, but products and sums are added up in an order that
   * depends on the device.
   */
  static final double TOLERANCE = 4;

  private Cuda() {}

  /** Opens it; where there is none the tests are reported as not run, with the reason. */
  static Backend openOrSkip(Precision precision) {
    try {
      return LibTorchBackend.open(new BackendOptions("cuda:0", 0, precision));
    } catch (InvalidInputException e) {
      Assumptions.abort("not run on CUDA: " + e.getMessage());
      throw e;
    }
  }

  /**
   * Bytes of tensors on the device, besides those of the process: a handle that leaks holds on to
   * either. What LibTorch keeps of freed memory for later does not count.
   */
  static OptionalLong bytes(OptionalLong ofProcess) {
    if (ofProcess.isEmpty()) {
      return OptionalLong.empty();
    }
    long onDevice = torch_cuda.getAllocator().getDeviceStats((byte) 0).allocated_bytes().current();
    return OptionalLong.of(ofProcess.getAsLong() + onDevice);
  }
}
