package org.logah.models.data.image;

import java.util.List;
import org.logah.api.InvalidInputException;
import org.logah.api.random.RandomStream;

/**
 * Labelled images by number. All that it gives are of one size, a byte for each channel of each
 * pixel in the order {@code [channels, height, width]}. Implementations are safe for several
 * threads.
 */
public interface ImageSet extends AutoCloseable {
  /** How many images there are. */
  int count();

  /** The size of each image. */
  ImageSize imageSize();

  /** The class of an image, from 0 to the number of classes less one. */
  int label(int index);

  /** The name of each class, in the order of the labels. */
  List<String> classNames();

  /** Whether the pixels are in memory; if not, each is decoded when it is asked for. */
  boolean inMemory();

  /**
   * Closes the archive that images are decoded from, if there is one; none can be read then. A part
   * of a set leaves that to the whole.
   */
  @Override
  default void close() {}

  /** Writes an image as an evaluation sees it to the start of {@code pixels}. */
  void copy(int index, byte[] pixels);

  /**
   * Writes an image, cut out and mirrored at random, to the start of {@code pixels}.
   *
   * @param random a stream for this one occurrence of the image; the same one gives the same pixels
   */
  void copyAugmented(int index, RandomStream random, byte[] pixels);

  /**
   * A set of images in memory. Augmentation cuts the image out of itself with four black pixels
   * added on each side, and mirrors it left to right every other time.
   *
   * @param pixels {@code [count, channels, height, width]}; not copied, and not to be changed
   * @param labels of each image
   * @throws InvalidInputException if the lengths do not fit each other or a label names no class
   */
  static ImageSet of(byte[] pixels, ImageSize size, int[] labels, List<String> classNames) {
    return new PixelSet(pixels, size, labels, classNames);
  }
}
