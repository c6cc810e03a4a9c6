package org.logah.api.reference;

import java.util.OptionalLong;
import org.logah.api.Backend;
import org.logah.api.contract.BackendContract;
import org.logah.api.tape.TapeBackend;

/** Every operation's gradient on the tape, in numbers of the reference. */
class ReferenceTapeContractTest extends BackendContract {
  private final ReferenceBackend reference = new ReferenceBackend();

  @Override
  protected Backend createBackend() {
    return TapeBackend.on(reference);
  }

  @Override
  protected OptionalLong nativeBytes() {
    return OptionalLong.of(reference.openBytes());
  }
}
