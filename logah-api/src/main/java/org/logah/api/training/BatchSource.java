package org.logah.api.training;

import org.logah.api.Backend;

/**
 * Batches by number. Number n is the same whenever it is asked for, in this run or another: a
 * training run that goes on in the middle of an epoch needs to remember no more than n.
 */
public interface BatchSource {
  /**
   * Batch number {@code index} from 0 on, of any size; its tensors belong to the caller's scope.
   */
  Batch batch(Backend backend, long index);
}
