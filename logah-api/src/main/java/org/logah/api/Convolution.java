package org.logah.api;

/**
 * How a two-dimensional convolution walks over its input, the same in both directions.
 *
 * @param stride step of the window, at least 1
 * @param padding zeros added at each border
 * @param dilation distance between kernel elements, at least 1
 * @param groups number of independent groups of channels, at least 1
 */
public record Convolution(int stride, int padding, int dilation, int groups) {
  public Convolution {
    if (stride < 1 || padding < 0 || dilation < 1 || groups < 1) {
      throw new IllegalArgumentException(
          "convolution with stride %d, padding %d, dilation %d, groups %d"
              .formatted(stride, padding, dilation, groups));
    }
  }

  /** A dense convolution with this stride and no padding. */
  public static Convolution stride(int stride) {
    return new Convolution(stride, 0, 1, 1);
  }
}
