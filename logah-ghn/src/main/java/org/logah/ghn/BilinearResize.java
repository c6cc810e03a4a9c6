package org.logah.ghn;

import org.logah.api.Tensor;

/**
 * Stretches the images of a tensor {@code [..., height, width]} by bilinear interpolation between
 * the centres of pixels (PyTorch's, with corners not aligned), as GHN-3 does with kernels and
 * positional tables larger than those that it decodes.
 */
final class BilinearResize {
  private BilinearResize() {}

  /** {@code [..., height, width]} from images of other sizes. */
  static Tensor resize(Tensor images, long height, long width) {
    int dimensions = images.shape().rank();
    long before = images.size(dimensions - 2);
    Tensor wide = images.linear(weights(images, images.size(dimensions - 1), width), null);
    return wide.transpose(dimensions - 2, dimensions - 1)
        .linear(weights(images, before, height), null)
        .transpose(dimensions - 2, dimensions - 1);
  }

  /** {@code [to, from]}: what each pixel takes of each. */
  private static Tensor weights(Tensor images, long from, long to) {
    int columns = Math.toIntExact(from);
    int rows = Math.toIntExact(to);
    double[] weights = new double[Math.multiplyExact(rows, columns)];
    for (int row = 0; row < rows; row++) {
      double place = Math.max(0, (row + 0.5) * from / to - 0.5);
      int first = (int) place;
      int second = Math.min(first + 1, columns - 1);
      weights[row * columns + first] += 1 - (place - first);
      weights[row * columns + second] += place - first;
    }
    return images.backend().tensor(weights, to, from).cast(images.dtype());
  }
}
