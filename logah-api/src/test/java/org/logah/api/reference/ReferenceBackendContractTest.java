package org.logah.api.reference;

import java.util.OptionalLong;
import org.logah.api.Backend;
import org.logah.api.contract.BackendContract;

/** The suite tried on the reference itself. */
class ReferenceBackendContractTest extends BackendContract {
  private final ReferenceBackend reference = new ReferenceBackend();

  @Override
  protected Backend createBackend() {
    return reference;
  }

  @Override
  protected OptionalLong nativeBytes() {
    return OptionalLong.of(reference.openBytes());
  }
}
