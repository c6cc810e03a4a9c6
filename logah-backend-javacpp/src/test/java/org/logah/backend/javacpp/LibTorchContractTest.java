package org.logah.backend.javacpp;

import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.contract.BackendContract;

class LibTorchContractTest extends BackendContract {
  @Override
  protected Backend createBackend() {
    return LibTorchBackend.open(new BackendOptions("cpu", 1));
  }
}
