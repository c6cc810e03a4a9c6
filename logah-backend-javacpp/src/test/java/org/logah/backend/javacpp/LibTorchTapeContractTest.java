package org.logah.backend.javacpp;

import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.contract.BackendContract;
import org.logah.api.tape.TapeBackend;

/** Every operation's gradient on the tape, in numbers of LibTorch. */
class LibTorchTapeContractTest extends BackendContract {
  @Override
  protected Backend createBackend() {
    return TapeBackend.on(LibTorchBackend.open(new BackendOptions("cpu", 1)));
  }
}
