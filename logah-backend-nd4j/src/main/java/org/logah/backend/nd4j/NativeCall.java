package org.logah.backend.nd4j;

import org.logah.api.Tensor;

/** Calls into ND4J, with its exceptions told as ours. */
final class NativeCall {
  private NativeCall() {}

  /**
   * Runs a call.
   *
   * @throws OutOfMemoryError if ND4J could not allocate
   * @throws IllegalStateException if it refused for another reason
   */
  static void run(String operation, Runnable call, Tensor... operands) {
    try {
      call.run();
    } catch (IndexOutOfBoundsException e) {
      // Told in our own words already.
      throw e;
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
      if (reason.contains("bad_alloc")) {
        throw outOfMemory(operation, e, operands);
      }
      throw new IllegalStateException(
          "%s%s: ND4J refused: %s".formatted(operation, describe(operands), reason), e);
    } catch (OutOfMemoryError e) {
      throw outOfMemory(operation, e, operands);
    }
  }

  private static OutOfMemoryError outOfMemory(
      String operation, Throwable cause, Tensor... operands) {
    OutOfMemoryError error =
        new OutOfMemoryError(
            "%s%s: out of memory: %s".formatted(operation, describe(operands), cause.getMessage()));
    error.initCause(cause);
    return error;
  }

  private static String describe(Tensor... operands) {
    StringBuilder text = new StringBuilder();
    for (Tensor operand : operands) {
      if (operand == null) {
        continue;
      }
      text.append(text.isEmpty() ? " of " : ", ");
      text.append(operand.dtype()).append(' ').append(operand.shape());
    }
    return text.toString();
  }
}
