package org.logah.api.reference;

import java.nio.ByteBuffer;
import org.logah.api.DType;

/** Elements as little-endian bytes, and the rounding of real numbers to each type. */
final class ElementEncoding {
  private static final int BFLOAT16_FRACTION = 7;
  private static final int BFLOAT16_LEAST_EXPONENT = -126;
  private static final double BFLOAT16_MAX = 0x1.FEp127;
  private static final int FLOAT16_FRACTION = 10;
  private static final int FLOAT16_LEAST_EXPONENT = -14;
  private static final double FLOAT16_MAX = 65504;

  private ElementEncoding() {}

  /** The nearest number of the floating-point type, ties to even. */
  static double round(double value, DType dtype) {
    return switch (dtype) {
      case F64 -> value;
      case F32 -> (float) value;
      case BF16 -> round(value, BFLOAT16_FRACTION, BFLOAT16_LEAST_EXPONENT, BFLOAT16_MAX);
      case F16 -> round(value, FLOAT16_FRACTION, FLOAT16_LEAST_EXPONENT, FLOAT16_MAX);
      default -> throw new IllegalArgumentException(dtype + " holds no real numbers");
    };
  }

  private static double round(double value, int fraction, int leastExponent, double max) {
    if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
      return value;
    }
    int exponent = Math.max(Math.getExponent(value), leastExponent);
    double unit = Math.scalb(1.0, exponent - fraction);
    double rounded = Math.rint(value / unit) * unit;
    return Math.abs(rounded) > max ? Math.copySign(Double.POSITIVE_INFINITY, value) : rounded;
  }

  /** The low bits of the integer as the type's width holds them. */
  static long wrap(long value, DType dtype) {
    return switch (dtype) {
      case I64 -> value;
      case I32 -> (int) value;
      case I16 -> (short) value;
      case I8 -> (byte) value;
      case U8 -> value & 0xFF;
      case BOOL -> value == 0 ? 0 : 1;
      default -> throw new IllegalArgumentException(dtype + " holds no integers");
    };
  }

  static double getReal(ByteBuffer from, DType dtype) {
    return switch (dtype) {
      case F64 -> from.getDouble();
      case F32 -> from.getFloat();
      case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
      case F16 -> fromFloat16(from.getShort());
      default -> throw new IllegalArgumentException(dtype + " holds no real numbers");
    };
  }

  static long getInteger(ByteBuffer from, DType dtype) {
    return switch (dtype) {
      case I64 -> from.getLong();
      case I32 -> from.getInt();
      case I16 -> from.getShort();
      case I8, U8, BOOL -> wrap(from.get(), dtype);
      default -> throw new IllegalArgumentException(dtype + " holds no integers");
    };
  }

  static void putReal(ByteBuffer to, double value, DType dtype) {
    double rounded = round(value, dtype);
    switch (dtype) {
      case F64 -> to.putDouble(rounded);
      case F32 -> to.putFloat((float) rounded);
      case BF16 -> to.putShort((short) (Float.floatToIntBits((float) rounded) >>> 16));
      case F16 -> to.putShort(toFloat16(rounded));
      default -> throw new IllegalArgumentException(dtype + " holds no real numbers");
    }
  }

  static void putInteger(ByteBuffer to, long value, DType dtype) {
    switch (dtype) {
      case I64 -> to.putLong(value);
      case I32 -> to.putInt((int) value);
      case I16 -> to.putShort((short) value);
      case I8, U8, BOOL -> to.put((byte) value);
      default -> throw new IllegalArgumentException(dtype + " holds no integers");
    }
  }

  private static double fromFloat16(short bits) {
    int exponent = (bits >> FLOAT16_FRACTION) & 0x1F;
    int fraction = bits & 0x3FF;
    double magnitude;
    if (exponent == 0x1F) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((double) fraction, FLOAT16_LEAST_EXPONENT - FLOAT16_FRACTION);
    } else {
      magnitude = Math.scalb(fraction + 1024.0, exponent - 15 - FLOAT16_FRACTION);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** The bits of a number that float16 holds exactly. */
  private static short toFloat16(double value) {
    int sign = Math.copySign(1, value) < 0 ? 0x8000 : 0;
    double magnitude = Math.abs(value);
    int bits;
    if (Double.isNaN(value)) {
      return 0x7E00;
    } else if (magnitude > FLOAT16_MAX) {
      bits = 0x7C00;
    } else if (magnitude < 0x1p-14) {
      bits = (int) Math.scalb(magnitude, FLOAT16_FRACTION - FLOAT16_LEAST_EXPONENT);
    } else {
      int exponent = Math.getExponent(magnitude);
      int fraction = (int) Math.scalb(magnitude, FLOAT16_FRACTION - exponent) & 0x3FF;
      bits = ((exponent + 15) << FLOAT16_FRACTION) | fraction;
    }
    return (short) (sign | bits);
  }
}
