package org.logah.api;

import java.util.OptionalLong;
import org.logah.api.contract.BackendContract;
import org.logah.api.reference.ReferenceBackend;

/** A backend that only forwards is as good as the one that computes. */
class ForwardingBackendContractTest extends BackendContract {
  private final ReferenceBackend reference = new ReferenceBackend();

  @Override
  protected Backend createBackend() {
    return new ForwardingBackend(reference) {
      @Override
      public String name() {
        return "forwarding to " + reference.name();
      }
    };
  }

  @Override
  protected OptionalLong nativeBytes() {
    return OptionalLong.of(reference.openBytes());
  }
}
