package org.logah.backend.nd4j;

import java.util.OptionalLong;
import org.logah.api.contract.BackendContract;

/** The contract, where native memory in use is told apart from Java garbage. */
abstract class ContractOnNd4j extends BackendContract {
  /** ND4J's arrays leave kilobytes of garbage a call on the Java heap, which grows for a while. */
  @Override
  protected OptionalLong nativeBytes() {
    System.gc();
    return super.nativeBytes();
  }
}
