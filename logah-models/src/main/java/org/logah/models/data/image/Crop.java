package org.logah.models.data.image;

import org.logah.api.random.RandomStream;

/** A rectangle of a picture, in pixels. */
record Crop(int top, int left, int height, int width) {
  private static final int TRIES = 10;
  private static final double LEAST_AREA = 0.08;
  private static final double GREATEST_RATIO = 4.0 / 3;

  /** The middle square that has a part of the shorter side as its side. */
  static Crop central(int height, int width, double part) {
    int side = Math.max(1, (int) Math.round(part * Math.min(height, width)));
    return new Crop((height - side) / 2, (width - side) / 2, side, side);
  }

  /**
   * A random rectangle of 8% to 100% of the area, 3:4 to 4:3 in shape (Szegedy and others, "Going
   * deeper with convolutions", 2015); the middle square if ten tries do not fit. Draws the numbers
   * 0 to 39 of the stream.
   */
  static Crop random(int height, int width, RandomStream random) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double part = LEAST_AREA + (1 - LEAST_AREA) * random.uniform(4L * attempt);
      double ratio = Math.pow(GREATEST_RATIO, 2 * random.uniform(4L * attempt + 1) - 1);
      double area = part * height * width;
      int columns = (int) Math.round(Math.sqrt(area * ratio));
      int rows = (int) Math.round(Math.sqrt(area / ratio));
      if (rows > 0 && rows <= height && columns > 0 && columns <= width) {
        int top = random.integer(4L * attempt + 2, height - rows + 1);
        int left = random.integer(4L * attempt + 3, width - columns + 1);
        return new Crop(top, left, rows, columns);
      }
    }
    return central(height, width, 1);
  }
}
