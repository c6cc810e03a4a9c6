package org.logah.api;

/** The checks that every backend makes of the operands of every operation. */
public final class Operands {
  private Operands() {}

  /**
   * Tensors of this backend that are open; {@code null} is passed over.
   *
   * @throws IllegalArgumentException if a tensor is of another backend, naming both
   * @throws IllegalStateException if a tensor is closed
   */
  public static void require(Backend backend, String operation, Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (tensor == null) {
        continue;
      }
      if (tensor.backend() != backend) {
        throw new IllegalArgumentException(
            "%s: a tensor of %s meets one of %s; move it with read and fromBuffer"
                .formatted(operation, tensor.backend().name(), backend.name()));
      }
      if (tensor.isClosed()) {
        throw new IllegalStateException(
            "%s: %s was used after it or its scope was closed".formatted(operation, tensor));
      }
    }
  }

  /**
   * Tensors of one and the same floating-point type that the backend computes with.
   *
   * @throws IllegalArgumentException if types differ or are not to compute with
   */
  public static void requireFloating(Backend backend, String operation, Tensor... tensors) {
    require(backend, operation, tensors);
    DType dtype = tensors[0].dtype();
    if (!dtype.isFloatingPoint() || !backend.capabilities().computes().contains(dtype)) {
      throw new IllegalArgumentException(
          "%s: %s is not a floating-point type that %s computes with; cast first"
              .formatted(operation, dtype, backend.name()));
    }
    requireSameType(operation, tensors);
  }

  /**
   * Tensors of one type; {@code null} is passed over.
   *
   * @throws IllegalArgumentException if types differ
   */
  public static void requireSameType(String operation, Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (tensor != null && tensor.dtype() != tensors[0].dtype()) {
        throw new IllegalArgumentException(
            "%s: element types %s and %s do not mix; cast one of them"
                .formatted(operation, tensors[0].dtype(), tensor.dtype()));
      }
    }
  }

  /**
   * A tensor of exactly this type.
   *
   * @throws IllegalArgumentException if it is of another
   */
  public static void requireType(String operation, String what, Tensor tensor, DType dtype) {
    if (tensor.dtype() != dtype) {
      throw new IllegalArgumentException(
          "%s: the %s are %s, not %s".formatted(operation, what, tensor.dtype(), dtype));
    }
  }
}
