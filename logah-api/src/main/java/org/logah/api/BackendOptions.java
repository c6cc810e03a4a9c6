package org.logah.api;

/**
 * How to open a backend.
 *
 * @param device where to compute, for example {@code cpu} or {@code cuda:0}; each backend says what
 *     it understands, and all understand {@code auto}, the fastest device there is
 * @param threads CPU threads of one operation; 0 leaves the choice to the native library
 * @param precision how products of F32 operands are worked out; {@link Capabilities#precisions}
 *     says which a device has
 */
public record BackendOptions(String device, int threads, Precision precision) {
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
    if (precision == null) {
      throw new InvalidInputException("the precision is missing; give FULL if in doubt");
    }
  }

  /** These in full precision. */
  public BackendOptions(String device, int threads) {
    this(device, threads, Precision.FULL);
  }

  /** The CPU, with as many threads as the native library chooses, in full precision. */
  public static BackendOptions cpu() {
    return new BackendOptions("cpu", 0);
  }

  /** The same in another precision. */
  public BackendOptions withPrecision(Precision other) {
    return new BackendOptions(device, threads, other);
  }
}
