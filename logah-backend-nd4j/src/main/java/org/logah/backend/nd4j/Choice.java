package org.logah.backend.nd4j;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.javacpp.indexer.ByteIndexer;
import org.bytedeco.javacpp.indexer.IntIndexer;
import org.bytedeco.javacpp.indexer.LongIndexer;
import org.bytedeco.javacpp.indexer.ShortIndexer;

/** Elements of one storage or another; ND4J's select takes fifty times as long. */
final class Choice {
  private Choice() {}

  /** All storages have as many elements; those to choose from and the result are of one type. */
  static void choose(Storage condition, Storage ofTrue, Storage ofFalse, Storage result) {
    long count = result.elements();
    try (BytePointer conditions = condition.bytes();
        BytePointer a = ofTrue.bytes();
        BytePointer b = ofFalse.bytes();
        BytePointer chosen = result.bytes()) {
      ByteIndexer which = ByteIndexer.create(conditions.capacity(count));
      switch (result.dtype().bytes()) {
        case Long.BYTES -> choose(which, longs(a, count), longs(b, count), longs(chosen, count));
        case Integer.BYTES -> choose(which, ints(a, count), ints(b, count), ints(chosen, count));
        case Short.BYTES ->
            choose(which, shorts(a, count), shorts(b, count), shorts(chosen, count));
        default -> choose(which, bytes(a, count), bytes(b, count), bytes(chosen, count));
      }
    }
  }

  private static LongIndexer longs(BytePointer start, long count) {
    return LongIndexer.create(new LongPointer(start).capacity(count));
  }

  private static IntIndexer ints(BytePointer start, long count) {
    return IntIndexer.create(new IntPointer(start).capacity(count));
  }

  private static ShortIndexer shorts(BytePointer start, long count) {
    return ShortIndexer.create(new ShortPointer(start).capacity(count));
  }

  private static ByteIndexer bytes(BytePointer start, long count) {
    return ByteIndexer.create(start.capacity(count));
  }

  private static void choose(ByteIndexer which, LongIndexer a, LongIndexer b, LongIndexer chosen) {
    for (long i = 0; i < chosen.size(0); i++) {
      chosen.put(i, which.get(i) != 0 ? a.get(i) : b.get(i));
    }
  }

  private static void choose(ByteIndexer which, IntIndexer a, IntIndexer b, IntIndexer chosen) {
    for (long i = 0; i < chosen.size(0); i++) {
      chosen.put(i, which.get(i) != 0 ? a.get(i) : b.get(i));
    }
  }

  private static void choose(
      ByteIndexer which, ShortIndexer a, ShortIndexer b, ShortIndexer chosen) {
    for (long i = 0; i < chosen.size(0); i++) {
      chosen.put(i, which.get(i) != 0 ? a.get(i) : b.get(i));
    }
  }

  private static void choose(ByteIndexer which, ByteIndexer a, ByteIndexer b, ByteIndexer chosen) {
    for (long i = 0; i < chosen.size(0); i++) {
      chosen.put(i, which.get(i) != 0 ? a.get(i) : b.get(i));
    }
  }
}
