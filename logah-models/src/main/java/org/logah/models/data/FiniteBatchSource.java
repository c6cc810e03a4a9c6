package org.logah.models.data;

/** Batches that go once through their data, in order, as an evaluation wants them. */
public interface FiniteBatchSource extends HostBatchSource {
  /** How many batches there are; {@link #prepare} takes 0 to one less. */
  long count();

  /** The range check of {@link #prepare}. */
  default void requireIndex(long index) {
    if (index < 0 || index >= count()) {
      throw new IndexOutOfBoundsException(
          "batch %d of a source of %d batches".formatted(index, count()));
    }
  }
}
