package org.logah.models.data.image;

/** Pixels {@code [height, width, 3]} of a picture, red, green and blue. */
final class DecodedImage {
  static final int CHANNELS = 3;

  private final int height;
  private final int width;
  private final byte[] pixels;

  DecodedImage(int height, int width, byte[] pixels) {
    this.height = height;
    this.width = width;
    this.pixels = pixels;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  byte[] pixels() {
    return pixels;
  }
}
