package org.logah.parity;

import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.backend.nd4j.Nd4jBackend;

class Nd4jPredictionParityTest extends PredictionParity {
  @Override
  Backend createBackend() {
    return Nd4jBackend.open(BackendOptions.cpu());
  }
}
