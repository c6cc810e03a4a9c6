package org.logah.backend.nd4j;

import org.logah.api.Shape;

/**
 * A shape seen from one of its dimensions.
 *
 * @param outer elements of the dimensions before it
 * @param size its size
 * @param inner elements of the dimensions after it
 */
record Along(long outer, long size, long inner) {
  static Along of(Shape shape, int dimension) {
    int axis = shape.axis(dimension);
    long outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= shape.size(i);
    }
    long inner = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      inner *= shape.size(i);
    }
    return new Along(outer, shape.size(axis), inner);
  }
}
