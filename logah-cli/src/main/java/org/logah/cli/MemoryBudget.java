package org.logah.cli;

import org.logah.api.InvalidInputException;

/**
 * How much of what is predicted may lie in memory at once, besides the untiled part of one tensor.
 *
 * @param bytes of all pieces together
 */
record MemoryBudget(long bytes) {
  /** One share for the piece that is being made, the others for those that wait to be written. */
  private static final long SHARES = 8;

  /**
   * Checks the budget.
   *
   * @throws InvalidInputException if nothing fits in
   */
  MemoryBudget {
    if (bytes < SHARES) {
      throw new InvalidInputException(
          "--memory is %d bytes; give some megabytes, such as 32MB".formatted(bytes));
    }
  }

  /** Most bytes of a piece. */
  long pieceBytes() {
    return bytes / SHARES;
  }

  /** Most bytes that wait to be written. */
  long waitingBytes() {
    return bytes - pieceBytes();
  }
}
