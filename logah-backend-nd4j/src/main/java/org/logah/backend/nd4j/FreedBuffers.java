package org.logah.backend.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.logah.api.DType;
import org.nd4j.linalg.api.buffer.DataBuffer;

/**
 * Buffers of tensors that were freed, for the next ones of the same type and size. The C library
 * gives large ones back to the system between the operations of a layer, which then fills every
 * page with zeros anew: that took three quarters of the time of a layer normalisation.
 */
final class FreedBuffers {
  /** The most that is kept: what the operations of one layer make at a width of 1280. */
  static final long CAPACITY = 64L << 20;

  /** Smaller ones the C library keeps itself. */
  private static final long SMALLEST = 64L << 10;

  private static final int MOST = 64;

  /** The latest first, as it may still be in the processor's cache. */
  private final Deque<Freed> freed = new ArrayDeque<>();

  private long bytes;
  private boolean closed;

  private record Freed(DataBuffer buffer, DType dtype, long elements) {
    long bytes() {
      return elements * dtype.bytes();
    }
  }

  /** A buffer of exactly this size, no longer kept here; what it holds is arbitrary. */
  synchronized Optional<DataBuffer> take(DType dtype, long elements) {
    for (Iterator<Freed> kept = freed.iterator(); kept.hasNext(); ) {
      Freed candidate = kept.next();
      if (candidate.elements() == elements && candidate.dtype() == dtype) {
        kept.remove();
        bytes -= candidate.bytes();
        return Optional.of(candidate.buffer());
      }
    }
    return Optional.empty();
  }

  /** Keeps a buffer that nobody uses any more, or frees it; the oldest make room. */
  synchronized void give(DataBuffer buffer, DType dtype, long elements) {
    Freed latest = new Freed(buffer, dtype, elements);
    if (closed || latest.bytes() < SMALLEST || latest.bytes() > CAPACITY) {
      buffer.close();
      return;
    }
    freed.addFirst(latest);
    bytes += latest.bytes();
    while (bytes > CAPACITY || freed.size() > MOST) {
      Freed oldest = freed.removeLast();
      bytes -= oldest.bytes();
      oldest.buffer().close();
    }
  }

  /** Frees all, and from now on whatever is given. */
  synchronized void close() {
    closed = true;
    freed.forEach(kept -> kept.buffer().close());
    freed.clear();
    bytes = 0;
  }
}
