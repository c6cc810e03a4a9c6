package org.logah.cli.comparison;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Mean and spread of the results of several seeds.
 *
 * @param count how many there are
 * @param mean their mean; no number if one of them is none
 * @param deviation their standard deviation with count - 1 as the divisor; empty for fewer than two
 */
record Statistics(int count, double mean, OptionalDouble deviation) {
  /** Of one or more values. */
  static Statistics of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there is no mean of no values");
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.size();
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Statistics(
        values.size(),
        mean,
        values.size() < 2
            ? OptionalDouble.empty()
            : OptionalDouble.of(Math.sqrt(squares / (values.size() - 1))));
  }
}
