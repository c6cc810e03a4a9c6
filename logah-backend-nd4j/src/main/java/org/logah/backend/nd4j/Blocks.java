package org.logah.backend.nd4j;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Copies of elements that lie together, whatever their type. */
final class Blocks implements AutoCloseable {
  /** As far as the second-level cache of common processors reaches. */
  private static final long LARGEST_REPEATED = 256L << 10;

  private final BytePointer from;
  private final BytePointer to;

  private Blocks(Storage from, Storage to) {
    this.from = from.bytes();
    this.to = to.bytes();
  }

  static Blocks between(Storage from, Storage to) {
    return new Blocks(from, to);
  }

  /** Copies a block between two distances in bytes from the starts. */
  void copy(long source, long target, long bytes) {
    Pointer.memcpy(to.position(target), from.position(source), bytes);
  }

  /** Copies blocks that lie apart by fixed distances. */
  void copy(long source, long sourceStep, long target, long targetStep, long bytes, long count) {
    for (long i = 0; i < count; i++) {
      copy(source + i * sourceStep, target + i * targetStep, bytes);
    }
  }

  /**
   * Copies elements from where strides lead, into row-major order.
   *
   * @param sizes sizes of the result
   * @param strides distances in the source between neighbours of each dimension, in bytes; 0 where
   *     the source has one element for all
   * @param bytes bytes of the block at each place
   */
  void copyStrided(long[] sizes, long[] strides, long bytes) {
    copyStrided(sizes, strides, bytes, 0, 0, 0);
  }

  /** The number of bytes written. */
  private long copyStrided(
      long[] sizes, long[] strides, long bytes, int dimension, long source, long target) {
    if (dimension == sizes.length) {
      copy(source, target, bytes);
      return bytes;
    }
    boolean repeats = strides[dimension] == 0;
    long written = 0;
    for (long i = 0; i < (repeats ? 1 : sizes[dimension]); i++) {
      written +=
          copyStrided(
              sizes,
              strides,
              bytes,
              dimension + 1,
              source + i * strides[dimension],
              target + written);
    }
    return repeats ? repeat(to, target, written, sizes[dimension]) : written;
  }

  /**
   * Writes a block again and again behind itself.
   *
   * @return the bytes of all of them
   */
  static long repeat(BytePointer to, long start, long bytes, long times) {
    long total = bytes * times;
    long done = bytes;
    try (BytePointer first = new BytePointer(to)) {
      while (done < total) {
        // What is written is the source of what follows, as long as it is in the cache.
        long whole = Math.max(bytes, Math.min(done, LARGEST_REPEATED) / bytes * bytes);
        long next = Math.min(whole, total - done);
        Pointer.memcpy(to.position(start + done), first.position(start), next);
        done += next;
      }
    }
    return total;
  }

  @Override
  public void close() {
    from.close();
    to.close();
  }
}
