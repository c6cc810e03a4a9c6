package org.logah.models.data.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.util.List;
import org.logah.api.random.RandomStream;
import org.logah.api.safetensors.CorruptFileException;

/** Pictures decoded when they are asked for. */
record PictureSet(Pictures pictures, ImageSize imageSize) implements ImageSet {
  /** The part of the shorter side that an evaluation sees: 224 of 256. */
  private static final double CENTRAL = 0.875;

  private static final int MIRRORED = 40;

  @Override
  public int count() {
    return pictures.count();
  }

  @Override
  public int label(int index) {
    return pictures.labels()[index];
  }

  @Override
  public List<String> classNames() {
    return pictures.classNames();
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  @Override
  public void copy(int index, byte[] pixels) {
    DecodedImage image = decode(index);
    Crop crop = Crop.central(image.height(), image.width(), CENTRAL);
    Resampling.scale(image, crop, imageSize, pixels);
  }

  @Override
  public void copyAugmented(int index, RandomStream random, byte[] pixels) {
    DecodedImage image = decode(index);
    Crop crop = Crop.random(image.height(), image.width(), random);
    Resampling.scale(image, crop, imageSize, pixels);
    if (random.integer(MIRRORED, 2) == 1) {
      PixelSet.mirror(pixels, imageSize);
    }
  }

  private DecodedImage decode(int index) {
    try (ImageDecoder decoder = new ImageDecoder()) {
      return pictures.decode(index, decoder);
    } catch (CorruptFileException e) {
      if (pictures.archive().isEmpty()) {
        throw e;
      }
      throw new CorruptFileException(
          "in %s, %s".formatted(pictures.archive().get(), e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    pictures.archive().ifPresent(PictureSet::close);
  }

  private static void close(FileSystem archive) {
    try {
      archive.close();
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be closed: %s".formatted(archive, e), e);
    }
  }
}
