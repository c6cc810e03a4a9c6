package org.logah.api;

/** Element types: those that backends compute with, and those that only files hold. */
public enum DType {
  F32(4, true),
  F64(8, true),
  I64(8, true),
  BOOL(1, true),
  BF16(2, false),
  F16(2, false),
  I32(4, false),
  I16(2, false),
  I8(1, false),
  U8(1, false);

  private final int bytes;
  private final boolean computable;

  DType(int bytes, boolean computable) {
    this.bytes = bytes;
    this.computable = computable;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether operations accept it; the others are converted with {@link Tensor#cast} first. */
  public boolean isComputable() {
    return computable;
  }

  /** Whether it holds real numbers. */
  public boolean isFloatingPoint() {
    return this == F32 || this == F64 || this == BF16 || this == F16;
  }
}
