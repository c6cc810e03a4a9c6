package org.logah.models.data.image;

import org.logah.api.random.RandomStream;

/**
 * The order of examples in each epoch: a permutation that follows from the seed and the epoch
 * alone. Remembers the orders of two epochs. Safe for several threads.
 */
final class EpochOrder {
  private static final class Epoch {
    private final long number;
    private final int[] order;

    private Epoch(long number, int[] order) {
      this.number = number;
      this.order = order;
    }
  }

  private final int count;
  private final long seed;
  private volatile Epoch even = new Epoch(-1, new int[0]);
  private volatile Epoch odd = new Epoch(-1, new int[0]);

  EpochOrder(int count, long seed) {
    this.count = count;
    this.seed = seed;
  }

  /** The example at a position of the endless row of epochs. */
  int example(long position) {
    return order(position / count)[(int) (position % count)];
  }

  private int[] order(long epoch) {
    Epoch remembered = (epoch & 1) == 0 ? even : odd;
    if (remembered.number != epoch) {
      remembered = new Epoch(epoch, shuffled(count, seed, "order of examples", epoch));
      if ((epoch & 1) == 0) {
        even = remembered;
      } else {
        odd = remembered;
      }
    }
    return remembered.order;
  }

  /** The numbers below {@code count} in random order (Fisher and Yates). */
  static int[] shuffled(int count, long seed, String purpose, long number) {
    RandomStream stream = RandomStream.named(seed, purpose);
    double[] uniforms = new RandomStream(seed, stream.stream() + number).uniforms(count);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = (int) (uniforms[i] * (i + 1));
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
