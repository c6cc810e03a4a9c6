package org.logah.models.data;

import org.logah.api.Backend;
import org.logah.api.training.Batch;
import org.logah.api.training.BatchSource;

/** Batches by number whose preparation needs no backend, and may run on any thread. */
public interface HostBatchSource extends BatchSource {
  /** Batch number {@code index} from 0 on: the same whenever and on whatever thread. */
  HostBatch prepare(long index);

  @Override
  default Batch batch(Backend backend, long index) {
    return prepare(index).on(backend);
  }
}
