package org.logah.models.data.image;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.logah.api.InvalidInputException;

/**
 * Mean and standard deviation of each channel, of pixels scaled to the range from 0 to 1; batches
 * are normalised with them.
 */
public record ChannelStatistics(List<Double> mean, List<Double> deviation) {
  private static final int VALUES = 256;
  private static final int SAMPLE = 4096;

  /**
   * @throws InvalidInputException if the lists differ in length, a mean is not finite or a
   *     deviation not positive
   */
  public ChannelStatistics {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.isEmpty() || mean.size() != deviation.size()) {
      throw new InvalidInputException(
          "%d means and %d standard deviations do not make one of each for a channel"
              .formatted(mean.size(), deviation.size()));
    }
    for (int i = 0; i < mean.size(); i++) {
      if (!Double.isFinite(mean.get(i)) || !(deviation.get(i) > 0 && deviation.get(i) < 1e6)) {
        throw new InvalidInputException(
            "channel %d has mean %s and standard deviation %s; the one must be finite, the other"
                    .formatted(i, mean.get(i), deviation.get(i))
                + " positive");
      }
    }
  }

  /**
   * The statistics of a set: of all of its images if they are in memory, else of 4096 of them at
   * equal distances.
   *
   * @throws InvalidInputException if all pixels of a channel are the same
   */
  public static ChannelStatistics of(ImageSet images) {
    int channels = images.imageSize().channels();
    long[][] histogram = histogram(images);
    double pixels = LongStream.of(histogram[0]).sum();
    Double[] mean = new Double[channels];
    Double[] deviation = new Double[channels];
    for (int channel = 0; channel < channels; channel++) {
      double sum = 0;
      double squares = 0;
      for (int value = 0; value < VALUES; value++) {
        sum += (double) histogram[channel][value] * value;
        squares += (double) histogram[channel][value] * value * value;
      }
      double average = sum / pixels;
      mean[channel] = average / (VALUES - 1);
      deviation[channel] =
          Math.sqrt(Math.max(0, squares / pixels - average * average)) / (VALUES - 1);
    }
    return new ChannelStatistics(Arrays.asList(mean), Arrays.asList(deviation));
  }

  private static long[][] histogram(ImageSet images) {
    ImageSize size = images.imageSize();
    int area = size.height() * size.width();
    int count = images.inMemory() ? images.count() : Math.min(SAMPLE, images.count());
    byte[] pixels = new byte[size.bytes()];
    long[][] histogram = new long[size.channels()][VALUES];
    for (int i = 0; i < count; i++) {
      images.copy((int) ((long) i * images.count() / count), pixels);
      for (int at = 0; at < pixels.length; at++) {
        histogram[at / area][pixels[at] & 0xFF]++;
      }
    }
    return histogram;
  }

  /** The normalised value of each byte, for each channel. */
  float[][] table() {
    float[][] table = new float[mean.size()][VALUES];
    for (int channel = 0; channel < table.length; channel++) {
      for (int value = 0; value < VALUES; value++) {
        table[channel][value] =
            (float) ((value / (VALUES - 1.0) - mean.get(channel)) / deviation.get(channel));
      }
    }
    return table;
  }
}
