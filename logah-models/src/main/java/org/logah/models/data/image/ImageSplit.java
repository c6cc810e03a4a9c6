package org.logah.models.data.image;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.logah.api.InvalidInputException;

/**
 * A set of images in two parts that have no image in common and together are all of it, each in the
 * order of the whole.
 *
 * @param training what to train on
 * @param heldOut what to validate with
 */
public record ImageSplit(ImageSet training, ImageSet heldOut) {
  /**
   * Holds out the last images. For sets in random order, such as CIFAR: in folders of images the
   * last ones are all of one class.
   *
   * @throws InvalidInputException if nothing would be left to train on
   */
  public static ImageSplit last(ImageSet images, int heldOut) {
    return of(images, heldOut, IntStream.range(0, images.count()).toArray());
  }

  /**
   * Holds out images drawn at random.
   *
   * @throws InvalidInputException if nothing would be left to train on
   */
  public static ImageSplit random(ImageSet images, int heldOut, long seed) {
    return of(images, heldOut, EpochOrder.shuffled(images.count(), seed, "held out", 0));
  }

  private static ImageSplit of(ImageSet images, int heldOut, int[] order) {
    if (heldOut < 1 || heldOut >= images.count()) {
      throw new InvalidInputException(
          "%d of %d images cannot be held out; give 1 to %d"
              .formatted(heldOut, images.count(), images.count() - 1));
    }
    int first = order.length - heldOut;
    return new ImageSplit(
        sorted(images, Arrays.copyOfRange(order, 0, first)),
        sorted(images, Arrays.copyOfRange(order, first, order.length)));
  }

  private static ImageSet sorted(ImageSet images, int[] indices) {
    Arrays.sort(indices);
    return new ImageSubset(images, indices);
  }
}
