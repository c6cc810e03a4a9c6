package org.logah.backend.nd4j;

import java.util.Arrays;
import org.logah.api.Shape;

/**
 * A new order of dimensions, without those of size 1 and with those that stay together made one.
 */
final class Permutation {
  private final long[] sizes;
  private final long[] strides;

  private Permutation(long[] sizes, long[] strides) {
    this.sizes = sizes;
    this.strides = strides;
  }

  /** The shape has elements. */
  static Permutation of(Shape shape, int... dimensions) {
    long[] distances = new long[shape.rank()];
    long distance = 1;
    for (int i = shape.rank() - 1; i >= 0; i--) {
      distances[i] = distance;
      distance *= shape.size(i);
    }
    long[] sizes = new long[shape.rank()];
    long[] strides = new long[shape.rank()];
    int count = 0;
    for (int dimension : dimensions) {
      int axis = shape.axis(dimension);
      long size = shape.size(axis);
      if (size == 1) {
        continue;
      }
      if (count > 0 && strides[count - 1] == size * distances[axis]) {
        sizes[count - 1] *= size;
        strides[count - 1] = distances[axis];
      } else {
        sizes[count] = size;
        strides[count++] = distances[axis];
      }
    }
    return new Permutation(Arrays.copyOf(sizes, count), Arrays.copyOf(strides, count));
  }

  /** Whether all elements stay where they are. */
  boolean isIdentity() {
    return sizes.length <= 1;
  }

  /** How many elements lie together in source and result. */
  long block() {
    return keepsLast() ? sizes[sizes.length - 1] : 1;
  }

  private boolean keepsLast() {
    return strides[strides.length - 1] == 1;
  }

  /** The sizes without the block. */
  long[] outerSizes() {
    return keepsLast() ? Arrays.copyOf(sizes, sizes.length - 1) : sizes;
  }

  /** The strides without the block. */
  long[] outerStrides() {
    return keepsLast() ? Arrays.copyOf(strides, strides.length - 1) : strides;
  }

  /** Sizes of the result. */
  long[] sizes() {
    return sizes;
  }

  /** Distances in the source between neighbours of each dimension, in elements. */
  long[] strides() {
    return strides;
  }
}
