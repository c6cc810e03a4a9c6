package org.logah.backend.nd4j;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Normalisation of the last dimension of 32-bit numbers, row after row while it is in the
 * processor's cache; ND4J's own ignores eps, and one composed of its operations passes over memory
 * nine times.
 *
 * @param width elements of a row
 * @param eps added to the variance or mean square
 * @param centred whether the mean is subtracted
 */
record RowNormalisation(int width, double eps, boolean centred) {
  /** Elements that are moved at once. */
  private static final int CHUNK = 1 << 14;

  /**
   * Writes {@code (x - mean) / √(variance + eps) * scale + bias}.
   *
   * @param bias {@code null} if there is none
   */
  void apply(Storage input, Storage scale, Storage bias, Storage result) {
    float[] chunk = new float[Math.max(1, CHUNK / width) * width];
    float[] scales = new float[width];
    float[] biases = new float[width];
    try (BytePointer from = input.bytes();
        FloatPointer source = new FloatPointer(from);
        BytePointer to = result.bytes();
        FloatPointer target = new FloatPointer(to)) {
      read(scale, scales);
      if (bias != null) {
        read(bias, biases);
      }
      for (long start = 0; start < result.elements(); start += chunk.length) {
        int count = (int) Math.min(chunk.length, result.elements() - start);
        source.position(start).get(chunk, 0, count);
        for (int row = 0; row < count; row += width) {
          normalise(chunk, row, scales, biases);
        }
        target.position(start).put(chunk, 0, count);
      }
    }
  }

  private static void read(Storage storage, float[] values) {
    try (BytePointer from = storage.bytes();
        FloatPointer source = new FloatPointer(from)) {
      source.get(values);
    }
  }

  private void normalise(float[] values, int start, float[] scales, float[] biases) {
    int end = start + width;
    double mean = 0;
    if (centred) {
      // Four sums at once, as each addition waits for the one before it.
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      int i = start;
      for (; i + 3 < end; i += 4) {
        a += values[i];
        b += values[i + 1];
        c += values[i + 2];
        d += values[i + 3];
      }
      for (; i < end; i++) {
        a += values[i];
      }
      mean = (a + b + c + d) / width;
    }
    double a = 0;
    double b = 0;
    int i = start;
    for (; i + 1 < end; i += 2) {
      double first = values[i] - mean;
      double second = values[i + 1] - mean;
      a += first * first;
      b += second * second;
    }
    if (i < end) {
      a += (values[i] - mean) * (values[i] - mean);
    }
    float shift = (float) mean;
    float factor = (float) (1 / Math.sqrt((a + b) / width + eps));
    for (int j = 0; j < width; j++) {
      values[start + j] = (values[start + j] - shift) * factor * scales[j] + biases[j];
    }
  }
}
