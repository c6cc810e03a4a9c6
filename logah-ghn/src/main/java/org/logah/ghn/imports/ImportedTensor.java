package org.logah.ghn.imports;

import java.nio.ByteBuffer;
import org.logah.api.DType;
import org.logah.api.Shape;

/**
 * A tensor of a foreign file, row-major without gaps.
 *
 * @param dtype element type
 * @param shape sizes
 * @param data read-only, direct and little-endian; tensors that shared storage in the file may
 *     share it here
 */
public record ImportedTensor(DType dtype, Shape shape, ByteBuffer data) {
  /** The elements, from the first to the last, at a position of the caller's own. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(data.order());
  }
}
