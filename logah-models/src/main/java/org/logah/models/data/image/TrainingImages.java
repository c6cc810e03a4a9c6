package org.logah.models.data.image;

import org.logah.api.InvalidInputException;
import org.logah.api.random.RandomStream;
import org.logah.models.data.HostBatch;
import org.logah.models.data.HostBatchSource;

/**
 * Batches of augmented images without end: one epoch after the other, each all images once, in an
 * order of its own. A batch may take the end of one epoch and the beginning of the next, so all
 * have the same size. Inputs are normalised, F32 {@code [batch, channels, height, width]}, targets
 * I64 {@code [batch]}. Everything follows from the seed and the index; safe for several threads.
 */
public final class TrainingImages implements HostBatchSource {
  private final ImageSet images;
  private final int batchSize;
  private final EpochOrder order;
  private final RandomStream augmentation;
  private final ImageBatchWriter writer;

  /**
   * @throws InvalidInputException if the batch size is not positive, or the statistics are of
   *     another number of channels
   */
  public TrainingImages(ImageSet images, ChannelStatistics statistics, int batchSize, long seed) {
    this.images = images;
    this.batchSize = batchSize;
    this.order = new EpochOrder(images.count(), seed);
    this.augmentation = RandomStream.named(seed, "augmentation");
    this.writer = new ImageBatchWriter(images, statistics, batchSize);
  }

  /** How many epochs, and parts of one, a number of batches makes. */
  public double epochs(long batches) {
    return (double) batches * batchSize / images.count();
  }

  @Override
  public HostBatch prepare(long index) {
    if (index < 0) {
      throw new IndexOutOfBoundsException("batches count from 0, not " + index);
    }
    long first = Math.multiplyExact(index, (long) batchSize);
    return writer.write(batchSize, (place, pixels) -> write(first + place, pixels));
  }

  private int write(long position, byte[] pixels) {
    int example = order.example(position);
    RandomStream random = new RandomStream(augmentation.seed(), augmentation.stream() + position);
    images.copyAugmented(example, random, pixels);
    return images.label(example);
  }
}
