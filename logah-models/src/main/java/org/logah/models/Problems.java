package org.logah.models;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.InvalidInputException;

/** Collects what is wrong with one configuration, to tell it all at once. */
final class Problems {
  private final String subject;
  private final List<String> found = new ArrayList<>();

  Problems(String subject) {
    this.subject = subject;
  }

  void refuse(boolean wrong, String problem) {
    if (wrong) {
      found.add(problem);
    }
  }

  void requirePositive(String field, long value) {
    refuse(value < 1, "%s is %d, not positive".formatted(field, value));
  }

  void requirePositive(String field, double value) {
    refuse(
        !(value > 0) || Double.isInfinite(value), "%s is %s, not positive".formatted(field, value));
  }

  void requireDivisible(String field, int value, String divisorField, int divisor) {
    refuse(
        value > 0 && divisor > 0 && value % divisor != 0,
        "%s %d is not a multiple of %s %d".formatted(field, value, divisorField, divisor));
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidInputException(subject + ": " + String.join("; ", found));
    }
  }
}
