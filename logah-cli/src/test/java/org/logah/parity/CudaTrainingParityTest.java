package org.logah.parity;

import org.logah.api.Backend;

class CudaTrainingParityTest extends TrainingParity {
  @Override
  Backend createBackend() {
    return Cuda.openOrSkip();
  }
}
