package org.logah.models.data.image;

/** Channels, height and width of an image, the last two in pixels. */
public record ImageSize(int channels, int height, int width) {
  public ImageSize {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image of %d x %d x %d has no pixels".formatted(channels, height, width));
    }
  }

  /** Bytes of one image, a byte for each channel of each pixel. */
  public int bytes() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  @Override
  public String toString() {
    return "[%d, %d, %d]".formatted(channels, height, width);
  }
}
