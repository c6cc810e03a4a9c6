package org.logah.backend.javacpp;

import java.util.OptionalLong;
import org.logah.api.Backend;
import org.logah.api.Precision;
import org.logah.api.contract.BackendContract;
import org.logah.api.tape.TapeBackend;

class CudaTapeContractTest extends BackendContract {
  @Override
  protected Backend createBackend() {
    return TapeBackend.on(Cuda.openOrSkip(Precision.FULL));
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
