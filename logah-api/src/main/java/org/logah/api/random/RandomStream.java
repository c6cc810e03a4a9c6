package org.logah.api.random;

import java.nio.charset.StandardCharsets;

/**
 * A sequence of random numbers of which any one can be asked for by its index: the counter-based
 * generator Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1,
 * 2, 3", 2011). The key is the seed, the upper half of the counter names the stream, the lower half
 * is the index. Immutable.
 *
 * @param seed what the user chose
 * @param stream which of the seed's 2⁶⁴ sequences
 */
public record RandomStream(long seed, long stream) {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final double STEP = 0x1p-32;

  /** The stream of a name under a seed (its 64-bit FNV-1a hash). */
  public static RandomStream named(long seed, String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return new RandomStream(seed, hash);
  }

  /** Number {@code index} of the sequence, uniform on the open interval (0, 1) in steps of 2⁻³². */
  public double uniform(long index) {
    return open((int) word(index));
  }

  /** The first numbers of the sequence, as {@link #uniform(long)} gives them one by one. */
  public double[] uniforms(int count) {
    return uniforms(0, count);
  }

  /** Numbers of the sequence from {@code first} on, as {@link #uniform(long)} gives them. */
  public double[] uniforms(long first, int count) {
    double[] values = new double[count];
    int[] block = null;
    for (int i = 0; i < count; i++) {
      long index = first + i;
      if (block == null || (index & 3) == 0) {
        block = philox(index >>> 2, stream, seed);
      }
      values[i] = open(block[(int) (index & 3)]);
    }
    return values;
  }

  /** Number {@code index} of the sequence, uniform on the integers {@code 0 <= n < bound}. */
  public int integer(long index, int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("no integer lies below " + bound + " and above -1");
    }
    return (int) ((word(index) * bound) >>> 32);
  }

  private static double open(int word) {
    return (Integer.toUnsignedLong(word) + 0.5) * STEP;
  }

  private long word(long index) {
    int[] block = philox(index >>> 2, stream, seed);
    return Integer.toUnsignedLong(block[(int) (index & 3)]);
  }

  /** One block of Philox 4x32-10 for a counter of two 64-bit halves. */
  static int[] philox(long low, long high, long key) {
    int c0 = (int) low;
    int c1 = (int) (low >>> 32);
    int c2 = (int) high;
    int c3 = (int) (high >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * Integer.toUnsignedLong(c0);
      long product1 = MULTIPLIER_1 * Integer.toUnsignedLong(c2);
      int next0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      int next2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c1 = (int) product1;
      c3 = (int) product0;
      c0 = next0;
      c2 = next2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return new int[] {c0, c1, c2, c3};
  }
}
