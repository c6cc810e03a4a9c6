package org.logah.api.safetensors;

import org.logah.api.DType;
import org.logah.api.Shape;

/**
 * Where a file holds a tensor.
 *
 * @param begin offset of the first byte from the start of the file's data
 * @param end offset after the last byte
 */
public record StoredTensor(String name, DType dtype, Shape shape, long begin, long end) {
  /** Length in bytes. */
  public long bytes() {
    return end - begin;
  }
}
