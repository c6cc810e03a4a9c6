package org.logah.models.data;

import java.nio.ByteBuffer;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.training.Batch;

/**
 * A batch that no backend has seen yet.
 *
 * @param inputs little-endian, row-major
 * @param inputType element type of the inputs
 * @param inputShape batch first
 * @param targets little-endian, row-major, of {@link DType#I64}
 * @param targetShape batch first
 */
public record HostBatch(
    ByteBuffer inputs, DType inputType, Shape inputShape, ByteBuffer targets, Shape targetShape) {

  /** A copy on a backend; its tensors belong to the caller's scope. */
  public Batch on(Backend backend) {
    return new Batch(
        backend.fromBuffer(inputs, inputType, inputShape),
        backend.fromBuffer(targets, DType.I64, targetShape));
  }
}
