package org.logah.models.data.text;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.InvalidInputException;
import org.logah.api.random.RandomStream;
import org.logah.models.data.HostBatch;
import org.logah.models.data.HostBatchSource;

/**
 * Batches without end of windows drawn at random from files of tokens, every window of every file
 * equally likely. Inputs and targets are I64 {@code [batch, length]}, the targets one token later;
 * no window goes from one file into another. Everything follows from the seed and the index; safe
 * for several threads.
 */
public final class TrainingTokens implements HostBatchSource {
  private static final int HALF_BITS = 30;

  private final List<TokenFile> files;
  private final int batchSize;
  private final int length;
  private final long windows;
  private final RandomStream random;

  /**
   * @throws InvalidInputException if a number is not positive, the files have different
   *     vocabularies, or some are shorter than a window; the message names them
   */
  public TrainingTokens(List<TokenFile> files, int batchSize, int length, long seed) {
    TokenWindows.require(files, batchSize, length);
    List<String> tooShort = new ArrayList<>();
    long total = 0;
    for (TokenFile file : files) {
      if (file.count() <= length) {
        tooShort.add("%s has %d tokens".formatted(file.path(), file.count()));
      }
      total += file.count() - length;
    }
    if (!tooShort.isEmpty()) {
      throw new InvalidInputException(
          "a window of %d tokens and the one after it needs longer files: %s"
              .formatted(length, String.join("; ", tooShort)));
    }
    this.files = List.copyOf(files);
    this.batchSize = batchSize;
    this.length = length;
    this.windows = total;
    this.random = RandomStream.named(seed, "windows of tokens");
  }

  @Override
  public HostBatch prepare(long index) {
    if (index < 0) {
      throw new IndexOutOfBoundsException("batches count from 0, not " + index);
    }
    List<TokenWindows.Start> starts = new ArrayList<>();
    for (int place = 0; place < batchSize; place++) {
      starts.add(start(Math.addExact(Math.multiplyExact(index, (long) batchSize), place)));
    }
    return TokenWindows.batch(starts, length);
  }

  private TokenWindows.Start start(long number) {
    // Two draws, as one has 32 bits and there may be more windows.
    long high = random.integer(2 * number, 1 << HALF_BITS);
    long low = random.integer(2 * number + 1, 1 << HALF_BITS);
    long window = (high << HALF_BITS | low) % windows;
    int file = 0;
    while (window >= files.get(file).count() - length) {
      window -= files.get(file).count() - length;
      file++;
    }
    return new TokenWindows.Start(files.get(file), window);
  }
}
