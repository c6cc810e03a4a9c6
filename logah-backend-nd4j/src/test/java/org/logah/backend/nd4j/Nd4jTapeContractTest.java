package org.logah.backend.nd4j;

import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.contract.BackendContract;
import org.logah.api.tape.TapeBackend;

/** Every operation's gradient on the tape, in numbers of ND4J. */
@DisabledOnOs(value = OS.MAC, disabledReason = "ND4J has no native libraries for macOS on arm64")
class Nd4jTapeContractTest extends BackendContract {
  @Override
  protected Backend createBackend() {
    return TapeBackend.on(Nd4jBackend.open(new BackendOptions("cpu", 1)));
  }
}
