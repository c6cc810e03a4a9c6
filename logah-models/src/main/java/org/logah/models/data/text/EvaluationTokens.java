package org.logah.models.data.text;

import java.util.List;
import java.util.stream.LongStream;
import org.logah.api.InvalidInputException;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.HostBatch;

/**
 * Batches of windows that lie side by side, so that every token but the first of each file is a
 * target once. Inputs and targets are I64 {@code [batch, length]}, the targets one token later. No
 * batch has windows of two files, and what is left at the end of a file makes a batch {@code [1,
 * rest]} of its own or is dropped. Safe for several threads.
 */
public final class EvaluationTokens implements FiniteBatchSource {
  /** What becomes of the tokens at the end of a file that do not fill a window. */
  public enum Rest {
    /** They make a shorter window. */
    KEEP,
    /** They are left out. */
    DROP
  }

  private final List<TokenFile> files;
  private final int batchSize;
  private final int length;
  private final Rest rest;

  /**
   * @throws InvalidInputException if a number is not positive, the files have different
   *     vocabularies, or no window is found
   */
  public EvaluationTokens(List<TokenFile> files, int batchSize, int length, Rest rest) {
    TokenWindows.require(files, batchSize, length);
    this.files = List.copyOf(files);
    this.batchSize = batchSize;
    this.length = length;
    this.rest = rest;
    if (count() == 0) {
      throw new InvalidInputException(
          "%s has too few tokens for a window of %d".formatted(files.get(0).path(), length));
    }
  }

  @Override
  public long count() {
    return files.stream().mapToLong(this::batches).sum();
  }

  /** How many targets all batches have together. */
  public long targets() {
    return files.stream().mapToLong(file -> windows(file) * length + restOf(file)).sum();
  }

  @Override
  public HostBatch prepare(long index) {
    requireIndex(index);
    long inFile = index;
    int number = 0;
    while (inFile >= batches(files.get(number))) {
      inFile -= batches(files.get(number));
      number++;
    }
    TokenFile file = files.get(number);
    long first = inFile * batchSize;
    long windows = Math.min(batchSize, windows(file) - first);
    if (windows <= 0) {
      long start = windows(file) * length;
      return TokenWindows.batch(List.of(new TokenWindows.Start(file, start)), restOf(file));
    }
    return TokenWindows.batch(
        LongStream.range(first, first + windows)
            .mapToObj(window -> new TokenWindows.Start(file, window * length))
            .toList(),
        length);
  }

  private long batches(TokenFile file) {
    return (windows(file) + batchSize - 1) / batchSize + (restOf(file) > 0 ? 1 : 0);
  }

  private long windows(TokenFile file) {
    return Math.max(0, file.count() - 1) / length;
  }

  private int restOf(TokenFile file) {
    return rest == Rest.DROP ? 0 : (int) (Math.max(0, file.count() - 1) % length);
  }
}
