package org.logah.models.data.image;

import org.logah.api.InvalidInputException;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.HostBatch;

/**
 * Batches of all images once, in order, as they are; the last batch may be smaller. Inputs are
 * normalised, F32 {@code [batch, channels, height, width]}, targets I64 {@code [batch]}. Safe for
 * several threads.
 */
public final class EvaluationImages implements FiniteBatchSource {
  private final ImageSet images;
  private final int batchSize;
  private final ImageBatchWriter writer;

  /**
   * @param statistics those of the set that the network was trained on
   * @throws InvalidInputException if the batch size is not positive, or the statistics are of
   *     another number of channels
   */
  public EvaluationImages(ImageSet images, ChannelStatistics statistics, int batchSize) {
    this.images = images;
    this.batchSize = batchSize;
    this.writer = new ImageBatchWriter(images, statistics, batchSize);
  }

  @Override
  public long count() {
    return (images.count() + batchSize - 1L) / batchSize;
  }

  @Override
  public HostBatch prepare(long index) {
    requireIndex(index);
    int first = (int) (index * batchSize);
    return writer.write(
        Math.min(batchSize, images.count() - first),
        (place, pixels) -> {
          images.copy(first + place, pixels);
          return images.label(first + place);
        });
  }
}
