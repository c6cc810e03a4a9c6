package org.logah.api.reference;

import java.util.OptionalLong;
import org.logah.api.Backend;
import org.logah.api.contract.BackendContract;

/** The interface's compositions against the reference's own definitions. */
class ComposedReferenceBackendContractTest extends BackendContract {
  private final ComposedReferenceBackend composed = new ComposedReferenceBackend();

  @Override
  protected Backend createBackend() {
    return composed;
  }

  @Override
  protected OptionalLong nativeBytes() {
    return OptionalLong.of(composed.openBytes());
  }
}
