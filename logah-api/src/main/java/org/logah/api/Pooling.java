package org.logah.api;

/**
 * A square pooling window.
 *
 * @param kernel side of the window, at least 1
 * @param stride step of the window, at least 1
 * @param padding border added on each side, at most half the kernel; it never wins a maximum, and
 *     counts as zeros in an average
 */
public record Pooling(int kernel, int stride, int padding) {
  public Pooling {
    if (kernel < 1 || stride < 1 || padding < 0 || padding > kernel / 2) {
      throw new IllegalArgumentException(
          "pooling with kernel %d, stride %d, padding %d".formatted(kernel, stride, padding));
    }
  }
}
