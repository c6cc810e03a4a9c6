package org.logah.models.data.image;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Sets of images for tests. */
final class Images {
  static final ChannelStatistics PLAIN =
      new ChannelStatistics(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

  private Images() {}

  /** Random pixels; every image has a class of its own, so that its label tells which it is. */
  static ImageSet numbered(int count, ImageSize size) {
    byte[] pixels = new byte[count * size.bytes()];
    new Random(1).nextBytes(pixels);
    List<String> names = IntStream.range(0, count).mapToObj("image %d"::formatted).toList();
    return ImageSet.of(pixels, size, IntStream.range(0, count).toArray(), names);
  }

  static byte[] pixels(ImageSet images, int index) {
    byte[] pixels = new byte[images.imageSize().bytes()];
    images.copy(index, pixels);
    return pixels;
  }
}
