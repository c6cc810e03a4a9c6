package org.logah.backend.nd4j;

import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.contract.BackendContract;

@DisabledOnOs(value = OS.MAC, disabledReason = "ND4J has no native libraries for macOS on arm64")
class Nd4jContractTest extends BackendContract {
  @Override
  protected Backend createBackend() {
    // OpenMP's threads wait for each other in a loop, which on a busy machine takes minutes.
    return Nd4jBackend.open(new BackendOptions("cpu", 1));
  }
}
