package org.logah.backend.nd4j;

import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.BytePointer;
import org.logah.api.DType;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Elements in native memory, row-major from the start of a buffer of their own, which goes when the
 * last tensor that shares it lets go.
 */
final class Storage implements AutoCloseable {
  private final DataBuffer buffer;
  private final DType dtype;
  private final long elements;
  private final FreedBuffers freed;
  private final AtomicInteger owners = new AtomicInteger(1);

  private Storage(DataBuffer buffer, DType dtype, long elements, FreedBuffers freed) {
    this.buffer = buffer;
    this.dtype = dtype;
    this.elements = elements;
    this.freed = freed;
  }

  /**
   * Memory for at least one element; not initialised.
   *
   * @param freed where it comes from if it can, and goes in the end
   */
  static Storage allocate(DType dtype, long elements, FreedBuffers freed) {
    if (elements > Long.MAX_VALUE / dtype.bytes()) {
      throw new OutOfMemoryError("%d elements of %s".formatted(elements, dtype));
    }
    DataBuffer buffer =
        freed
            .take(dtype, elements)
            .orElseGet(() -> Nd4j.createBuffer(ElementTypes.of(dtype), elements, false));
    return new Storage(buffer, dtype, elements, freed);
  }

  DType dtype() {
    return dtype;
  }

  long elements() {
    return elements;
  }

  long byteCount() {
    return elements * dtype.bytes();
  }

  /** The elements as an ND4J array of these sizes, which owns nothing. */
  INDArray array(long... sizes) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    // Told that it lies in one piece, ND4J need not find out, which takes longest.
    return Nd4j.create(buffer, sizes, strides, 0, 1, 'c');
  }

  /** The elements that strides lead to, as an ND4J array of these sizes, which owns nothing. */
  INDArray strided(long[] sizes, long[] strides) {
    return Nd4j.create(buffer, sizes, strides, 0, 'c');
  }

  /** The elements as a vector. */
  INDArray vector() {
    return array(elements);
  }

  /** The address of the elements; the caller closes it, which frees nothing. */
  BytePointer bytes() {
    return new BytePointer(buffer.pointer());
  }

  /** One more owner. */
  Storage share() {
    owners.incrementAndGet();
    return this;
  }

  /** One owner less. */
  @Override
  public void close() {
    if (owners.decrementAndGet() == 0) {
      freed.give(buffer, dtype, elements);
    }
  }
}
