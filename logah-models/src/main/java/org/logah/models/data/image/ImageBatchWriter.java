package org.logah.models.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.models.data.HostBatch;

/** Makes normalised batches of images. */
final class ImageBatchWriter {
  /** Writes the pixels of one place of a batch and says their label. */
  interface Example {
    int write(int place, byte[] pixels);
  }

  private final ImageSize size;
  private final boolean inMemory;
  private final float[][] table;

  ImageBatchWriter(ImageSet images, ChannelStatistics statistics, int batchSize) {
    this.size = images.imageSize();
    this.inMemory = images.inMemory();
    this.table = statistics.table();
    if (batchSize < 1 || (long) batchSize * size.bytes() * Float.BYTES > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "a batch cannot have %d images %s; give a positive number that takes below 2 GiB"
              .formatted(batchSize, size));
    }
    if (table.length != size.channels()) {
      throw new InvalidInputException(
          "the images have %d channels, but the statistics are of %d"
              .formatted(size.channels(), table.length));
    }
  }

  HostBatch write(int count, Example example) {
    ByteBuffer inputs = allocate(count * size.bytes() * Float.BYTES);
    ByteBuffer targets = allocate(count * Long.BYTES);
    FloatBuffer floats = inputs.asFloatBuffer();
    IntStream places = IntStream.range(0, count);
    // Decoding takes milliseconds an image; copying one does not pay for a second thread.
    (inMemory ? places : places.parallel())
        .forEach(
            place -> {
              byte[] pixels = new byte[size.bytes()];
              targets.putLong(place * Long.BYTES, example.write(place, pixels));
              floats.put(place * size.bytes(), normalised(pixels));
            });
    return new HostBatch(
        inputs,
        DType.F32,
        Shape.of(count, size.channels(), size.height(), size.width()),
        targets,
        Shape.of(count));
  }

  private float[] normalised(byte[] pixels) {
    float[] values = new float[pixels.length];
    int area = size.height() * size.width();
    for (int channel = 0; channel < size.channels(); channel++) {
      float[] row = table[channel];
      for (int at = channel * area; at < (channel + 1) * area; at++) {
        values[at] = row[pixels[at] & 0xFF];
      }
    }
    return values;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
