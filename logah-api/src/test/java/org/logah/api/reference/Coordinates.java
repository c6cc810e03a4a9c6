package org.logah.api.reference;

import java.util.function.IntUnaryOperator;
import org.logah.api.Shape;

/** The two ways to name an element: by row-major index, and by one coordinate per dimension. */
final class Coordinates {
  private Coordinates() {}

  /** The coordinates of the element with this index. */
  static int[] of(Shape shape, int index) {
    int[] coordinates = new int[shape.rank()];
    int rest = index;
    for (int i = shape.rank() - 1; i >= 0; i--) {
      int size = Math.toIntExact(shape.size(i));
      coordinates[i] = rest % size;
      rest /= size;
    }
    return coordinates;
  }

  /** The index of the element with these coordinates. */
  static int index(Shape shape, int... coordinates) {
    int index = 0;
    for (int i = 0; i < shape.rank(); i++) {
      index = index * Math.toIntExact(shape.size(i)) + coordinates[i];
    }
    return index;
  }

  /** Maps an index into {@code to} to the index of the element of {@code from} broadcast there. */
  static IntUnaryOperator stretched(Shape from, Shape to) {
    if (from.equals(to)) {
      return IntUnaryOperator.identity();
    }
    if (from.elements() == 1) {
      return index -> 0;
    }
    int added = to.rank() - from.rank();
    return index -> {
      int[] wide = of(to, index);
      int[] narrow = new int[from.rank()];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = from.size(i) == 1 ? 0 : wide[added + i];
      }
      return index(from, narrow);
    };
  }

  /**
   * Number of steps along a dimension, and distance in the row-major order between neighbours
   * there.
   */
  record Line(int length, int step) {
    static Line along(Shape shape, int axis) {
      int step = 1;
      for (int i = axis + 1; i < shape.rank(); i++) {
        step *= Math.toIntExact(shape.size(i));
      }
      return new Line(Math.toIntExact(shape.size(axis)), step);
    }

    /** How many lines along this dimension the tensor consists of. */
    int count(int elements) {
      return length == 0 ? 0 : elements / length;
    }

    /** The index of the first element of a line. */
    int start(int line) {
      return line / step * step * length + line % step;
    }
  }
}
