package org.logah.api.safetensors;

import java.util.Objects;
import org.logah.api.DType;
import org.logah.api.Shape;

/** A tensor that is going to be written. */
public record TensorDeclaration(String name, DType dtype, Shape shape) {
  /**
   * Checks that the bytes can be counted.
   *
   * @throws IllegalArgumentException if the tensor has more bytes than a long counts
   */
  public TensorDeclaration {
    Objects.requireNonNull(name, "name");
    if (shape.elements() > Long.MAX_VALUE / dtype.bytes()) {
      throw new IllegalArgumentException(
          "tensor %s of %s %s has more bytes than a long counts".formatted(name, dtype, shape));
    }
  }

  /** Length in bytes. */
  public long bytes() {
    return shape.elements() * dtype.bytes();
  }
}
