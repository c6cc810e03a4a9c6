package org.logah.models.data.image;

import java.util.Arrays;
import java.util.List;
import org.logah.api.InvalidInputException;
import org.logah.api.random.RandomStream;

/** Images in memory, all of one size. */
final class PixelSet implements ImageSet {
  /** Pixels added on each side before cutting out. */
  static final int PADDING = 4;

  private final byte[] pixels;
  private final ImageSize size;
  private final int[] labels;
  private final List<String> classNames;

  PixelSet(byte[] pixels, ImageSize size, int[] labels, List<String> classNames) {
    if (labels.length == 0 || pixels.length != (long) labels.length * size.bytes()) {
      throw new InvalidInputException(
          "%d bytes and %d labels make no set of images %s"
              .formatted(pixels.length, labels.length, size));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new InvalidInputException(
            "image %d has label %d, but there are %d classes"
                .formatted(i, labels[i], classNames.size()));
      }
    }
    this.pixels = pixels;
    this.size = size;
    this.labels = labels.clone();
    this.classNames = List.copyOf(classNames);
  }

  @Override
  public int count() {
    return labels.length;
  }

  @Override
  public ImageSize imageSize() {
    return size;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public boolean inMemory() {
    return true;
  }

  @Override
  public void copy(int index, byte[] target) {
    System.arraycopy(pixels, start(index), target, 0, size.bytes());
  }

  @Override
  public void copyAugmented(int index, RandomStream random, byte[] target) {
    int down = random.integer(0, 2 * PADDING + 1) - PADDING;
    int right = random.integer(1, 2 * PADDING + 1) - PADDING;
    boolean mirrored = random.integer(2, 2) == 1;
    cut(index, down, right, target);
    if (mirrored) {
      mirror(target, size);
    }
  }

  /** The set with another number of channels, of gray ones, and black pixels around. */
  PixelSet conformed(int channels, int height, int width) {
    if (channels == size.channels() && height == size.height() && width == size.width()) {
      return this;
    }
    ImageSize wanted = new ImageSize(channels, height, width);
    byte[] conformed = new byte[Math.multiplyExact(count(), wanted.bytes())];
    int down = (height - size.height()) / 2;
    int right = (width - size.width()) / 2;
    for (int image = 0; image < count(); image++) {
      for (int channel = 0; channel < channels; channel++) {
        int source = channel % size.channels();
        for (int row = 0; row < size.height(); row++) {
          int from = start(image) + (source * size.height() + row) * size.width();
          int to = image * wanted.bytes() + (channel * height + down + row) * width + right;
          System.arraycopy(pixels, from, conformed, to, size.width());
        }
      }
    }
    return new PixelSet(conformed, wanted, labels, classNames);
  }

  private int start(int index) {
    return Math.multiplyExact(index, size.bytes());
  }

  private void cut(int index, int down, int right, byte[] target) {
    Arrays.fill(target, 0, size.bytes(), (byte) 0);
    int height = size.height();
    int width = size.width();
    int left = Math.max(0, -right);
    int columns = width - Math.abs(right);
    for (int channel = 0; columns > 0 && channel < size.channels(); channel++) {
      for (int row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
        int from = start(index) + (channel * height + row + down) * width + left + right;
        System.arraycopy(pixels, from, target, (channel * height + row) * width + left, columns);
      }
    }
  }

  /** Mirrors an image left to right. */
  static void mirror(byte[] image, ImageSize size) {
    int rows = size.channels() * size.height();
    for (int row = 0; row < rows; row++) {
      int left = row * size.width();
      int right = left + size.width() - 1;
      while (left < right) {
        byte swapped = image[left];
        image[left++] = image[right];
        image[right--] = swapped;
      }
    }
  }
}
