package org.logah.models.initialisation;

import org.logah.api.InvalidInputException;
import org.logah.api.Shape;

/**
 * Positions of the patches of an image as sines and cosines (Vaswani et al., "Attention is all you
 * need", 2017; in two dimensions as in Chen, Xie and He, "An empirical study of training
 * self-supervised vision transformers", 2021). A quarter q of the width belongs to each of sin(x
 * w), cos(x w), sin(y w), cos(y w) with the frequencies w_i = 10000^(-i/q) for column x and row y.
 * The class token's row is zero.
 */
final class SinusoidalPositions {
  private static final double BASE = 10000;

  private SinusoidalPositions() {}

  /**
   * The table.
   *
   * @param shape {@code [1, 1 + side * side, width]}
   * @throws InvalidInputException if the width is not a multiple of 4
   */
  static float[] values(Shape shape) {
    int width = Math.toIntExact(shape.size(2));
    if (width % 4 != 0) {
      throw new InvalidInputException(
          "mimetic initialisation places patches by sines and cosines of two directions, which takes"
              + " a width that is a multiple of 4, not %d; choose random or orthogonal"
                  .formatted(width));
    }
    int quarter = width / 4;
    int side = (int) Math.round(Math.sqrt(shape.size(1) - 1.0));
    float[] table = new float[Math.toIntExact(shape.elements())];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int start = (1 + y * side + x) * width;
        for (int i = 0; i < quarter; i++) {
          double frequency = Math.pow(BASE, -i / (double) quarter);
          table[start + i] = (float) Math.sin(x * frequency);
          table[start + quarter + i] = (float) Math.cos(x * frequency);
          table[start + 2 * quarter + i] = (float) Math.sin(y * frequency);
          table[start + 3 * quarter + i] = (float) Math.cos(y * frequency);
        }
      }
    }
    return table;
  }
}
