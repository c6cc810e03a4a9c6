package org.logah.api.tape;

import org.logah.api.Tensor;

/** Derivatives of functions of one number, element by element. */
final class Derivatives {
  private static final double CUBIC = 0.044715;

  private Derivatives() {}

  /** 2/√π exp(-x²). */
  static Tensor erf(Tensor x) {
    return x.mul(x).neg().exp().mul(2 / Math.sqrt(Math.PI));
  }

  /** Φ(x) + x φ(x). */
  static Tensor gelu(Tensor x) {
    Tensor distribution = x.backend().erf(x.mul(Math.sqrt(0.5))).add(1).mul(0.5);
    Tensor density = x.mul(x).mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
    return distribution.add(x.mul(density));
  }

  /** (1 + t)/2 + x (1 - t²) u'/2 with t = tanh(u) and u = √(2/π) (x + 0.044715 x³). */
  static Tensor geluTanh(Tensor x) {
    double scale = Math.sqrt(2 / Math.PI);
    Tensor square = x.mul(x);
    Tensor tanh = x.mul(square.mul(CUBIC).add(1)).mul(scale).tanh();
    Tensor slope = square.mul(3 * CUBIC).add(1).mul(scale);
    Tensor curved = x.mul(tanh.mul(tanh).neg().add(1)).mul(slope);
    return tanh.add(1).add(curved).mul(0.5);
  }

  /** s (1 + x (1 - s)) with s = sigmoid(x). */
  static Tensor silu(Tensor x) {
    Tensor sigmoid = x.sigmoid();
    return sigmoid.mul(x.mul(sigmoid.neg().add(1)).add(1));
  }
}
