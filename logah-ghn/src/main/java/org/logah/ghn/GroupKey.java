package org.logah.ghn;

import java.util.List;
import org.logah.api.Shape;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;

/**
 * Parameters with equal keys go through one decoder call. The key rounds out and in up, so that
 * sizes which are nearly equal share a call: above half of the largest size to the largest, and
 * multiples of three by a third. Of a vector, the key's length is also that which is decoded.
 *
 * @param sizes as listed in the class comment of the published implementation's groups: {@code (n,
 *     0)} for vectors, {@code (n, -1)} for the classifier's bias, {@code (n0, n1)} for its weight,
 *     and four sizes for other weights
 */
record GroupKey(List<Long> sizes) {
  /** What a parameter is in the network's graph, which its shape does not tell. */
  enum Place {
    BODY,
    CLASSIFIER_WEIGHT,
    CLASSIFIER_BIAS
  }

  static GroupKey of(ParameterSpec spec, Place place, List<Integer> maxShape) {
    Shape shape = spec.shape();
    long first = rounded(shape.size(0), maxShape.get(0));
    if (shape.rank() == 1) {
      return new GroupKey(List.of(first, place == Place.CLASSIFIER_BIAS ? -1L : 0L));
    }
    long second = rounded(shape.size(1), maxShape.get(1));
    if (place == Place.CLASSIFIER_WEIGHT) {
      return new GroupKey(List.of(first, second));
    }
    if (isPositionalTable(spec)) {
      long side = side(spec);
      return new GroupKey(List.of(1L, shape.size(2), side, side));
    }
    long height = shape.rank() > 2 ? shape.size(2) : 1;
    long width = shape.rank() > 3 ? shape.size(3) : 1;
    return new GroupKey(List.of(first, second, height, width));
  }

  /** Whether a parameter is a table {@code [1, tokens, width]}. */
  static boolean isPositionalTable(ParameterSpec spec) {
    Shape shape = spec.shape();
    return spec.role() == ParameterRole.POSITION
        && shape.rank() == 3
        && shape.size(0) == 1
        && shape.size(1) > 1
        && shape.size(2) > 1;
  }

  /** Side of the square of tokens of a positional table; what is over is the class token's. */
  static long side(ParameterSpec spec) {
    return (long) Math.floor(Math.sqrt((double) spec.shape().size(1)));
  }

  private static long rounded(long size, long largest) {
    long rounded = Math.min(size, largest);
    if (rounded % 3 == 0) {
      rounded = rounded / 3 * 4;
    }
    return rounded >= largest / 2.0 ? largest : rounded;
  }
}
