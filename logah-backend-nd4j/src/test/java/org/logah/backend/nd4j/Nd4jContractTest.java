package org.logah.backend.nd4j;

import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.contract.BackendContract;

class Nd4jContractTest extends BackendContract {
  @Override
  protected Backend createBackend() {
    return Nd4jBackend.open(BackendOptions.cpu());
  }
}
