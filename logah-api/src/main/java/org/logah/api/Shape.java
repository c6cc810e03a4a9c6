package org.logah.api;

import java.util.Arrays;

/** The sizes of a tensor's dimensions, row-major; the empty shape is a scalar. Immutable. */
public final class Shape {
  private static final Shape SCALAR = new Shape(new long[0]);

  private final long[] sizes;

  private Shape(long[] sizes) {
    this.sizes = sizes;
  }

  /**
   * A shape of the given sizes.
   *
   * @throws IllegalArgumentException if a size is negative or the element count exceeds a long
   */
  public static Shape of(long... sizes) {
    long count = 1;
    for (long size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(sizes) + " has a negative size");
      }
      if (size > 0 && count > Long.MAX_VALUE / size) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(sizes) + " has more elements than a long counts");
      }
      count *= size;
    }
    return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
  }

  /** The shape of a tensor without dimensions, which holds one element. */
  public static Shape scalar() {
    return SCALAR;
  }

  /** Number of dimensions. */
  public int rank() {
    return sizes.length;
  }

  /** Number of elements. */
  public long elements() {
    long count = 1;
    for (long size : sizes) {
      count *= size;
    }
    return count;
  }

  /**
   * Size of a dimension; negative ones count from the last.
   *
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public long size(int dimension) {
    return sizes[axis(dimension)];
  }

  /**
   * The dimension as a non-negative index.
   *
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public int axis(int dimension) {
    int axis = dimension < 0 ? dimension + sizes.length : dimension;
    if (axis < 0 || axis >= sizes.length) {
      throw new IndexOutOfBoundsException("dimension " + dimension + " of shape " + this);
    }
    return axis;
  }

  /** The sizes, as a copy. */
  public long[] toArray() {
    return sizes.clone();
  }

  /** This shape with one size replaced. */
  public Shape with(int dimension, long size) {
    long[] changed = sizes.clone();
    changed[axis(dimension)] = size;
    return of(changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** For example {@code [2, 3]}. */
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
