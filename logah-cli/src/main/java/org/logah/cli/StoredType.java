package org.logah.cli;

import org.logah.api.DType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the element type of a predicted checkpoint. */
final class StoredType implements ITypeConverter<DType> {
  @Override
  public DType convert(String text) {
    return switch (text) {
      case "f32" -> DType.F32;
      case "bf16" -> DType.BF16;
      case "f16" -> DType.F16;
      default ->
          throw new TypeConversionException("'%s' is not one of f32, bf16, f16".formatted(text));
    };
  }
}
