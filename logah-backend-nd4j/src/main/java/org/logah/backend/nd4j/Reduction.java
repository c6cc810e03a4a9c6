package org.logah.backend.nd4j;

import java.util.Arrays;
import org.logah.api.Shape;

/** Dimensions to reduce over, without those of size 1 and with neighbours of one kind made one. */
final class Reduction {
  private final long[] sizes;
  private final long[] reduced;
  private final long[] kept;

  private Reduction(long[] sizes, long[] reduced, long[] kept) {
    this.sizes = sizes;
    this.reduced = reduced;
    this.kept = kept;
  }

  /** The shape has elements. */
  static Reduction of(Shape shape, int... dimensions) {
    boolean[] chosen = new boolean[shape.rank()];
    for (int dimension : dimensions) {
      chosen[shape.axis(dimension)] = true;
    }
    long[] sizes = new long[shape.rank()];
    long[] reduced = new long[shape.rank()];
    long[] kept = new long[shape.rank()];
    int count = 0;
    int reductions = 0;
    for (int i = 0; i < shape.rank(); i++) {
      long size = shape.size(i);
      if (size == 1) {
        continue;
      }
      boolean last = reductions > 0 && reduced[reductions - 1] == count - 1;
      if (count > 0 && last == chosen[i]) {
        sizes[count - 1] *= size;
        kept[count - 1] *= chosen[i] ? 1 : size;
        continue;
      }
      if (chosen[i]) {
        reduced[reductions++] = count;
      }
      kept[count] = chosen[i] ? 1 : size;
      sizes[count++] = size;
    }
    return new Reduction(
        Arrays.copyOf(sizes, count),
        Arrays.copyOf(reduced, reductions),
        Arrays.copyOf(kept, count));
  }

  /** Whether every element stays alone. */
  boolean isNone() {
    return reduced.length == 0;
  }

  /** Sizes of the operand. */
  long[] sizes() {
    return sizes;
  }

  /** The dimensions of these that are reduced. */
  long[] reduced() {
    return reduced;
  }

  /** Sizes of the result, where they have size 1. */
  long[] kept() {
    return kept;
  }
}
