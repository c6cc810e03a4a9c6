package org.logah.parity;

import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.tape.TapeBackend;
import org.logah.backend.nd4j.Nd4jBackend;

class Nd4jResumedTrainingTest extends ResumedTraining {
  @Override
  Backend createBackend() {
    return TapeBackend.on(Nd4jBackend.open(BackendOptions.cpu()));
  }
}
