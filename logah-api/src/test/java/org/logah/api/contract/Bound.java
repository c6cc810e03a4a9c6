package org.logah.api.contract;

import org.logah.api.DType;

/**
 * How far a result may be from the reference, in units in the last place of the expected element,
 * or of {@code floor} where that is larger: sums whose terms cancel err by the size of the terms.
 * In float64 the reference rounds too, so there twice as many units are allowed.
 *
 * @param ulps units allowed in float32
 * @param floor smallest magnitude whose unit counts
 */
record Bound(double ulps, double floor) {
  /** Operations that IEEE 754 rounds correctly, seen through the rounding of the reference. */
  static final Bound ROUNDED = ulps(0.5001);

  /** Operations that only move, choose or compare elements. */
  static final Bound EXACT = ulps(0);

  static Bound ulps(double ulps) {
    return new Bound(ulps, Float.MIN_NORMAL);
  }

  Bound from(double magnitude) {
    return new Bound(ulps, magnitude);
  }

  /** The units allowed; a tolerance above 1 is for what is not rounded correctly anyway. */
  double allowed(DType dtype, double tolerance) {
    double widened = ulps > ROUNDED.ulps ? tolerance * ulps : ulps;
    return dtype == DType.F64 ? 2 * widened : widened;
  }

  /** The spacing of numbers of a floating-point type near this magnitude. */
  private static double unit(DType dtype, double magnitude) {
    return switch (dtype) {
      case F64 -> Math.ulp(magnitude);
      // Significands shorter than those of F32 by 16 and by 13 bits.
      case BF16 -> Math.ulp((float) magnitude) * 0x1p16;
      case F16 -> Math.ulp((float) magnitude) * 0x1p13;
      default -> Math.ulp((float) magnitude);
    };
  }

  /** The distance in units in the last place; infinite where only one is finite or a number. */
  double error(DType dtype, double expected, double actual) {
    if (Double.compare(expected, actual) == 0 || expected == actual) {
      return 0;
    }
    double error = Math.abs(expected - actual);
    if (!Double.isFinite(error) || !dtype.isFloatingPoint()) {
      return Double.POSITIVE_INFINITY;
    }
    double magnitude = Math.max(Math.abs(expected), floor);
    return error / unit(dtype, magnitude);
  }
}
