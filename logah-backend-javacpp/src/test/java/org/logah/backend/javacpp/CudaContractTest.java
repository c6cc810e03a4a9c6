package org.logah.backend.javacpp;

import java.util.OptionalLong;
import org.logah.api.Backend;
import org.logah.api.Precision;
import org.logah.api.contract.BackendContract;

class CudaContractTest extends BackendContract {
  @Override
  protected Backend createBackend() {
    return Cuda.openOrSkip(Precision.FULL);
  }

  @Override
  protected double tolerance() {
    return Cuda.TOLERANCE;
  }

  @Override
  protected OptionalLong nativeBytes() {
    return Cuda.bytes(super.nativeBytes());
  }
}
