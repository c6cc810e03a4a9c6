package org.logah.backend.javacpp;

import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Precision;
import org.logah.api.contract.BackendContract;

/** Products to the accuracy of F16, all else as without mixed precision. */
class LibTorchF16ContractTest extends BackendContract {
  @Override
  protected Backend createBackend() {
    return LibTorchBackend.open(new BackendOptions("cpu", 1, Precision.MIXED_F16));
  }
}
