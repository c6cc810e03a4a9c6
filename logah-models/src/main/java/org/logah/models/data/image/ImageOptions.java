package org.logah.models.data.image;

import org.logah.api.InvalidInputException;

/**
 * How to read images.
 *
 * @param size height and width of what comes out, in pixels; 0 for what the files have. Pictures in
 *     folders are scaled and cut to it, those of CIFAR and IDX files get black pixels around them
 * @param channels 3, for which gray images are repeated, or 1; 0 for what the files have. Pictures
 *     in folders always have 3
 * @param onDemand whether pictures in folders are decoded each time they are asked for, and cut out
 *     at random sizes for training; sets of more than 2 GiB always are
 * @param coarseLabels whether CIFAR-100 gives its 20 superclasses instead of its 100 classes
 */
public record ImageOptions(int size, int channels, boolean onDemand, boolean coarseLabels) {
  /** What the files have, in memory. */
  public static final ImageOptions DEFAULT = new ImageOptions(0, 0, false, false);

  /**
   * @throws InvalidInputException if the size is negative, or the channels are not 0, 1 or 3
   */
  public ImageOptions {
    if (size < 0 || (channels != 0 && channels != 1 && channels != 3)) {
      throw new InvalidInputException(
          "images of size %d with %d channels cannot be read; the size is positive or 0, the channels are 0, 1 or 3"
              .formatted(size, channels));
    }
  }

  public ImageOptions withSize(int newSize) {
    return new ImageOptions(newSize, channels, onDemand, coarseLabels);
  }

  public ImageOptions withChannels(int newChannels) {
    return new ImageOptions(size, newChannels, onDemand, coarseLabels);
  }

  public ImageOptions withOnDemand(boolean newOnDemand) {
    return new ImageOptions(size, channels, newOnDemand, coarseLabels);
  }

  public ImageOptions withCoarseLabels(boolean newCoarseLabels) {
    return new ImageOptions(size, channels, onDemand, newCoarseLabels);
  }

  /** A set whose images have a size of their own, in the size asked for. */
  ImageSet conform(PixelSet images, String place) {
    ImageSize own = images.imageSize();
    int height = size == 0 ? own.height() : size;
    int width = size == 0 ? own.width() : size;
    int depth = channels == 0 ? own.channels() : channels;
    if (height < own.height() || width < own.width() || depth < own.channels()) {
      throw new InvalidInputException(
          "%s has images %s, which do not become [%d, %d, %d]; give a size and channels no smaller than theirs"
              .formatted(place, own, depth, height, width));
    }
    return images.conformed(depth, height, width);
  }
}
