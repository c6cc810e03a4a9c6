package org.logah.api;

/**
 * How to open a backend.
 *
 * @param device where to compute, for example {@code cpu} or {@code cuda:0}; each backend says what
 *     it understands, and all understand {@code auto}, the fastest device there is
 * @param threads CPU threads of one operation; 0 leaves the choice to the native library
 */
public record BackendOptions(String device, int threads) {
  /**
   * @throws InvalidInputException if the device is blank or the number of threads negative
   */
  public BackendOptions {
    if (device == null || device.isBlank()) {
      throw new InvalidInputException("the device is empty; name one, for example cpu");
    }
    if (threads < 0) {
      throw new InvalidInputException(
          "%d threads are asked for; give 1 or more, or 0 for the library's choice"
              .formatted(threads));
    }
  }

  /** The CPU, with as many threads as the native library chooses. */
  public static BackendOptions cpu() {
    return new BackendOptions("cpu", 0);
  }
}
