package org.logah.parity;

import java.nio.charset.StandardCharsets;

/** Values that the recordings made by a rule instead of storing them. */
final class SyntheticValues {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private SyntheticValues() {}

  /** Values in [-1, 1) that depend on name and index alone. */
  static float[] unit(String name, int elements) {
    long seed = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      seed = (seed ^ (b & 0xFF)) * 0x100000001B3L;
    }
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      long z = seed + (i + 1) * STEP;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z = z ^ (z >>> 31);
      values[i] = 2 * ((z >>> 40) * 0x1p-24f) - 1;
    }
    return values;
  }

  /** The value of a hypernetwork's parameter. */
  static float[] parameter(String name, long[] shape) {
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    float[] values = unit(name, Math.toIntExact(elements));
    float scale =
        shape.length > 1 ? (float) (1 / Math.sqrt((double) shape[shape.length - 1])) : 0.1f;
    float offset = shape.length == 1 && name.endsWith("weight") ? 1 : 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = offset + scale * values[i];
    }
    return values;
  }
}
