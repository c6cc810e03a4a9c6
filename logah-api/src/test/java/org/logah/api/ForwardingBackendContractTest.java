package org.logah.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
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

  /** The reference counts its bytes exactly, so that the sum at the end tells as much as rounds. */
  @Override
  protected OptionalLong nativeBytes() {
    return OptionalLong.empty();
  }

  @AfterAll
  void everythingIsFreed() {
    assertThat(reference.openBytes()).isZero();
  }
}
