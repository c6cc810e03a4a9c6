package org.logah.models.layout;

import org.logah.api.DType;
import org.logah.api.InvalidInputException;

/** The names of element types in config.json. */
final class TorchDType {
  private TorchDType() {}

  static String name(DType dtype) {
    return switch (dtype) {
      case F32 -> "float32";
      case F64 -> "float64";
      case BF16 -> "bfloat16";
      case F16 -> "float16";
      default ->
          throw new InvalidInputException(
              "weights of type %s cannot be loaded; choose F32, BF16 or F16".formatted(dtype));
    };
  }
}
