package org.logah.ghn.imports;

import java.util.List;
import org.logah.api.Shape;

/**
 * A tensor as files describe it: every element's place in a storage.
 *
 * @param storage where the elements are
 * @param offset index of the first element
 * @param shape sizes
 * @param strides steps between neighbours of each dimension, in elements
 */
record TensorView(Storage storage, long offset, Shape shape, List<Long> strides) {
  static final int MOST_DIMENSIONS = 16;

  /**
   * A view within its storage.
   *
   * @throws IllegalArgumentException saying what is wrong if it is not
   */
  static TensorView of(Storage storage, long offset, List<Long> sizes, List<Long> strides) {
    if (sizes.size() != strides.size()) {
      throw new IllegalArgumentException(
          "a tensor of %d sizes and %d strides".formatted(sizes.size(), strides.size()));
    }
    Shape shape = Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
    try {
      long last = offset;
      for (int i = 0; i < sizes.size(); i++) {
        if (strides.get(i) < 0) {
          throw new IllegalArgumentException("a tensor with the negative stride " + strides.get(i));
        }
        long steps = Math.max(sizes.get(i) - 1, 0);
        last = Math.addExact(last, Math.multiplyExact(steps, strides.get(i)));
      }
      long needed = shape.elements() == 0 ? offset : Math.addExact(last, 1);
      if (offset < 0 || needed > storage.elements()) {
        throw new IllegalArgumentException(
            "a tensor of shape %s, strides %s and offset %d reaches beyond the %d elements of storage '%s'"
                .formatted(shape, strides, offset, storage.elements(), Quoted.text(storage.key())));
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "a tensor of shape %s and strides %s overflows".formatted(shape, strides), e);
    }
    if (shape.elements() > storage.elements()) {
      throw new IllegalArgumentException(
          "a tensor of shape %s repeats the %d elements of storage '%s'"
              .formatted(shape, storage.elements(), Quoted.text(storage.key())));
    }
    return new TensorView(storage, offset, shape, List.copyOf(strides));
  }

  /** Size of the elements in bytes. */
  long bytes() {
    return shape.elements() * storage.dtype().bytes();
  }

  /** Whether the elements lie one after the other in row-major order. */
  boolean isContiguous() {
    long expected = 1;
    for (int i = shape.rank() - 1; i >= 0; i--) {
      if (shape.size(i) != 1 && strides.get(i) != expected) {
        return shape.elements() == 0;
      }
      expected *= shape.size(i);
    }
    return true;
  }
}
