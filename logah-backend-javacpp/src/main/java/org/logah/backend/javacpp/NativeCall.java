package org.logah.backend.javacpp;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.logah.api.Tensor;

/** Calls into LibTorch, with its exceptions told as ours. */
final class NativeCall {
  private NativeCall() {}

  /**
   * The result of a call.
   *
   * @throws OutOfMemoryError if LibTorch could not allocate
   * @throws IllegalStateException if it refused for another reason
   */
  static <T> T run(String operation, Supplier<T> call, Tensor... operands) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      throw translate(operation, e, Arrays.asList(operands));
    }
  }

  private static RuntimeException translate(
      String operation, RuntimeException failure, List<Tensor> operands) {
    // JavaCPP throws exactly this class for C++ exceptions; anything else is not LibTorch's.
    if (failure.getClass() != RuntimeException.class) {
      return failure;
    }
    String message = String.valueOf(failure.getMessage());
    String firstLine = message.lines().findFirst().orElse("no reason given");
    String where = operation + describe(operands);
    if (message.contains("can't allocate memory") || message.contains("out of memory")) {
      OutOfMemoryError error =
          new OutOfMemoryError(
              "%s: out of memory: %s"
                  .formatted(where, firstLine.replaceFirst("^.*allocate memory: ", "")));
      error.initCause(failure);
      throw error;
    }
    if (message.contains("backward through the graph a second time")) {
      return new IllegalStateException(
          where + ": the loss was differentiated before; compute it anew", failure);
    }
    return new IllegalStateException(
        "%s: LibTorch refused: %s".formatted(where, firstLine), failure);
  }

  private static String describe(List<Tensor> operands) {
    StringBuilder text = new StringBuilder();
    for (Tensor operand : operands) {
      if (operand != null) {
        text.append(text.isEmpty() ? " of " : ", ");
        text.append(operand.dtype()).append(' ').append(operand.shape());
      }
    }
    return text.toString();
  }
}
