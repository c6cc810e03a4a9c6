package org.logah.parity;

import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.backend.javacpp.LibTorchBackend;

class LibTorchResumedTrainingTest extends ResumedTraining {
  @Override
  Backend createBackend() {
    return LibTorchBackend.open(BackendOptions.cpu());
  }
}
