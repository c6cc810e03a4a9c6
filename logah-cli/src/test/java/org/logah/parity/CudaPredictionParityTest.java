package org.logah.parity;

import org.logah.api.Backend;

class CudaPredictionParityTest extends PredictionParity {
  @Override
  Backend createBackend() {
    return Cuda.openOrSkip();
  }
}
