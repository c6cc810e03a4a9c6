package org.logah.backend.nd4j;

import org.logah.api.DType;
import org.nd4j.linalg.api.buffer.DataType;

/** Element types as ND4J names them. */
final class ElementTypes {
  private ElementTypes() {}

  static DataType of(DType dtype) {
    return switch (dtype) {
      case F32 -> DataType.FLOAT;
      case F64 -> DataType.DOUBLE;
      case I64 -> DataType.INT64;
      case BOOL -> DataType.BOOL;
      case BF16 -> DataType.BFLOAT16;
      case F16 -> DataType.FLOAT16;
      case I32 -> DataType.INT32;
      case I16 -> DataType.INT16;
      case I8 -> DataType.INT8;
      case U8 -> DataType.UINT8;
    };
  }
}
