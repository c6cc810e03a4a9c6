package org.logah.models;

import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Tensor;

/**
 * The cosines and sines that rotary embedding multiplies with (Su et al., "RoFormer", 2021), in the
 * half-split form: columns i and i + width/2 share a frequency.
 *
 * @param cosine {@code [positions, head size]}
 * @param sine {@code [positions, head size]}
 */
record RotaryTable(Tensor cosine, Tensor sine) {

  /** The tables for the first positions, in the element type of the activations. */
  static RotaryTable of(LlamaConfig config, int positions, Backend backend, DType dtype) {
    int size = config.headSize();
    double[] frequencies = frequencies(config);
    double[] cosines = new double[positions * size];
    double[] sines = new double[positions * size];
    for (int position = 0; position < positions; position++) {
      for (int column = 0; column < size; column++) {
        double angle = position * frequencies[column % frequencies.length];
        cosines[position * size + column] = Math.cos(angle);
        sines[position * size + column] = Math.sin(angle);
      }
    }
    return new RotaryTable(
        tensor(backend, dtype, cosines, positions, size),
        tensor(backend, dtype, sines, positions, size));
  }

  /** Radians a position for each pair of columns. */
  private static double[] frequencies(LlamaConfig config) {
    double[] frequencies = new double[config.headSize() / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double frequency = Math.pow(config.ropeTheta(), -2.0 * i / config.headSize());
      frequencies[i] =
          config.ropeScaling() == null ? frequency : config.ropeScaling().scale(frequency);
    }
    return frequencies;
  }

  private static Tensor tensor(
      Backend backend, DType dtype, double[] values, int positions, int size) {
    if (dtype == DType.F64) {
      return backend.tensor(values, positions, size);
    }
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return backend.tensor(rounded, positions, size);
  }
}
