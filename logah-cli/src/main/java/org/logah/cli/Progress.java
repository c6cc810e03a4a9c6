package org.logah.cli;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Prints how much of a long work is done, how fast it goes and how long it will take: one line that
 * changes on a terminal, else a line now and then.
 */
final class Progress implements AutoCloseable {
  /** Set by the script that starts the program, which knows what the standard error is. */
  private static final boolean TERMINAL = Boolean.getBoolean("logah.terminal");

  private static final double INTERVAL_SECONDS = TERMINAL ? 0.2 : 1;

  private final PrintWriter err;
  private final boolean quiet;
  private final long total;
  private final long start = System.nanoTime();
  private long done;
  private double lastPrinted;
  private boolean lineOpen;

  /**
   * Begins now.
   *
   * @param total bytes
   */
  Progress(PrintWriter err, boolean quiet, long total) {
    this.err = err;
    this.quiet = quiet;
    this.total = total;
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  void add(long bytes) {
    done += bytes;
    double now = seconds();
    if (!quiet && now - lastPrinted >= INTERVAL_SECONDS) {
      lastPrinted = now;
      print(now);
    }
  }

  private void print(double now) {
    double rate = done / now;
    String line =
        String.format(
            Locale.ROOT,
            "%3.0f %%  %s of %s, %.0f MB/s, %.0f s left",
            100.0 * done / total,
            ByteSize.text(done),
            ByteSize.text(total),
            rate / 1e6,
            (total - done) / rate);
    if (TERMINAL) {
      // The blanks cover the end of a longer line before.
      err.print("\r" + line + "        ");
      err.flush();
      lineOpen = true;
    } else {
      err.println(line);
    }
  }

  /** Ends the line. */
  @Override
  public void close() {
    if (lineOpen) {
      err.println();
      lineOpen = false;
    }
  }
}
