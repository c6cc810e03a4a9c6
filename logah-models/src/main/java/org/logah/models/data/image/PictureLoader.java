package org.logah.models.data.image;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.CorruptFileException;

/** Decodes all pictures of a set into memory, on all processors. */
final class PictureLoader {
  private static final int PROBLEMS_TOLD = 20;

  private final Pictures pictures;
  private final ImageSize size;
  private final boolean scaled;
  private final byte[] pixels;
  private final Map<Integer, String> problems = new ConcurrentSkipListMap<>();

  /**
   * @param scaled whether pictures of another size are scaled; if not, they are refused
   */
  PictureLoader(Pictures pictures, ImageSize size, boolean scaled) {
    this.pictures = pictures;
    this.size = size;
    this.scaled = scaled;
    this.pixels = new byte[Math.multiplyExact(pictures.labels().length, size.bytes())];
  }

  /**
   * @throws InvalidInputException if pictures cannot be decoded or have another size; the message
   *     names the first twenty
   */
  ImageSet load() {
    int count = pictures.labels().length;
    int parts = Math.min(count, Runtime.getRuntime().availableProcessors());
    IntStream.range(0, parts).parallel().forEach(part -> load(part, parts));
    if (!problems.isEmpty()) {
      List<String> told = problems.values().stream().limit(PROBLEMS_TOLD).toList();
      String untold =
          problems.size() > told.size()
              ? "; and %d more".formatted(problems.size() - told.size())
              : "";
      throw new CorruptFileException(String.join("; ", told) + untold);
    }
    return ImageSet.of(pixels, size, pictures.labels(), pictures.classNames());
  }

  private void load(int part, int parts) {
    byte[] image = new byte[size.bytes()];
    try (ImageDecoder decoder = new ImageDecoder()) {
      for (int index = part; index < pictures.labels().length; index += parts) {
        load(index, decoder, image);
      }
    }
  }

  private void load(int index, ImageDecoder decoder, byte[] image) {
    try {
      DecodedImage decoded = pictures.decode(index, decoder);
      if (!scaled && (decoded.height() != size.height() || decoded.width() != size.width())) {
        problems.put(
            index,
            "%s is %d x %d pixels, not %d x %d as the first; give a size to scale all to"
                .formatted(
                    pictures.files().get(index),
                    decoded.height(),
                    decoded.width(),
                    size.height(),
                    size.width()));
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
