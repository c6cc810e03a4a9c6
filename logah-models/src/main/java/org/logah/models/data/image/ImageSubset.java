package org.logah.models.data.image;

import java.util.List;
import org.logah.api.random.RandomStream;

/** Some of the images of a set. */
final class ImageSubset implements ImageSet {
  private final ImageSet whole;
  private final int[] indices;

  ImageSubset(ImageSet whole, int[] indices) {
    this.whole = whole;
    this.indices = indices;
  }

  @Override
  public int count() {
    return indices.length;
  }

  @Override
  public ImageSize imageSize() {
    return whole.imageSize();
  }

  @Override
  public int label(int index) {
    return whole.label(indices[index]);
  }

  @Override
  public List<String> classNames() {
    return whole.classNames();
  }

  @Override
  public boolean inMemory() {
    return whole.inMemory();
  }

  @Override
  public void copy(int index, byte[] pixels) {
    whole.copy(indices[index], pixels);
  }

  @Override
  public void copyAugmented(int index, RandomStream random, byte[] pixels) {
    whole.copyAugmented(indices[index], random, pixels);
  }
}
