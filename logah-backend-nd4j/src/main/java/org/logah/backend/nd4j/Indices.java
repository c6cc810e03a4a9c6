package org.logah.backend.nd4j;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.indexer.LongIndexer;

/** The elements of {@link org.logah.api.DType#I64} storage, as places of a table. */
final class Indices implements AutoCloseable {
  private final BytePointer bytes;
  private final LongIndexer values;
  private final long count;

  Indices(Storage storage) {
    bytes = storage.bytes();
    count = storage.elements();
    values = LongIndexer.create(new LongPointer(bytes).capacity(count));
  }

  long count() {
    return count;
  }

  long get(long i) {
    return values.get(i);
  }

  /**
   * Looks for an index that is not in the table.
   *
   * @throws IndexOutOfBoundsException if there is one
   */
  void require(String operation, String what, long bound, String counted) {
    for (long i = 0; i < count; i++) {
      long index = get(i);
      if (index < 0 || index >= bound) {
        throw new IndexOutOfBoundsException(
            "%s: %s %d is not in 0 to %d, there are %d %s"
                .formatted(operation, what, index, bound - 1, bound, counted));
      }
    }
  }

  @Override
  public void close() {
    bytes.close();
  }
}
