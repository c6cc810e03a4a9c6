package org.logah.models.data.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.logah.api.safetensors.CorruptFileException;

/** Decodes all pictures of a data set into memory, on all processors. */
final class PictureLoader {
  private static final int PROBLEMS_TOLD = 20;

  private final Pictures pictures;
  private final ImageSize size;
  private final boolean scaled;
  private final byte[] pixels;
  private final Map<Integer, String> problems = new ConcurrentSkipListMap<>();

  private PictureLoader(Pictures pictures, ImageSize size, boolean scaled) {
    this.pictures = pictures;
    this.size = size;
    this.scaled = scaled;
    this.pixels = new byte[Math.multiplyExact(pictures.count(), size.bytes())];
  }

  /**
   * The two sets of pictures as a data set.
   *
   * @param scaled whether pictures of another size are scaled; if not, they are refused
   * @throws CorruptFileException if pictures cannot be decoded or have another size; the message
   *     names the first twenty
   */
  static ImageDataset load(Pictures training, Pictures test, ImageSize size, boolean scaled) {
    PictureLoader trainingLoader = new PictureLoader(training, size, scaled);
    PictureLoader testLoader = new PictureLoader(test, size, scaled);
    trainingLoader.decodeAll();
    testLoader.decodeAll();
    List<String> problems = new ArrayList<>(trainingLoader.problems.values());
    problems.addAll(testLoader.problems.values());
    if (!problems.isEmpty()) {
      int untold = Math.max(0, problems.size() - PROBLEMS_TOLD);
      throw new CorruptFileException(
          String.join("; ", problems.subList(0, problems.size() - untold))
              + (untold > 0 ? "; and %d more".formatted(untold) : ""));
    }
    return new ImageDataset(trainingLoader.images(), testLoader.images());
  }

  private ImageSet images() {
    return ImageSet.of(pixels, size, pictures.labels(), pictures.classNames());
  }

  private void decodeAll() {
    int parts = Math.min(pictures.count(), Runtime.getRuntime().availableProcessors());
    IntStream.range(0, parts).parallel().forEach(part -> decode(part, parts));
  }

  private void decode(int part, int parts) {
    byte[] image = new byte[size.bytes()];
    try (ImageDecoder decoder = new ImageDecoder()) {
      for (int index = part; index < pictures.count(); index += parts) {
        decode(index, decoder, image);
      }
    }
  }

  private void decode(int index, ImageDecoder decoder, byte[] image) {
    try {
      DecodedImage decoded = pictures.decode(index, decoder);
      if (!scaled && (decoded.height() != size.height() || decoded.width() != size.width())) {
        problems.put(
            index,
            "%s is %d x %d pixels, not %d x %d as the first; give a size to scale all to"
                .formatted(
                    pictures.file(index),
                    decoded.width(),
                    decoded.height(),
                    size.width(),
                    size.height()));
        return;
      }
      Crop crop =
          scaled
              ? Crop.central(decoded.height(), decoded.width(), 1)
              : new Crop(0, 0, size.height(), size.width());
      Resampling.scale(decoded, crop, size, image);
      System.arraycopy(image, 0, pixels, index * size.bytes(), image.length);
    } catch (CorruptFileException e) {
      problems.put(index, e.getMessage());
    }
  }
}
