package org.logah.parity;

import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.tape.TapeBackend;
import org.logah.backend.javacpp.LibTorchBackend;

class LibTorchTapeTrainingParityTest extends TrainingParity {
  @Override
  Backend createBackend() {
    return TapeBackend.on(LibTorchBackend.open(BackendOptions.cpu()));
  }
}
