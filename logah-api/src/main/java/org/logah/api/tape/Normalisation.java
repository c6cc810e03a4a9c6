package org.logah.api.tape;

import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Division by the root of the mean square, after the mean was taken off or not. */
final class Normalisation {
  private final boolean centred;
  private final double eps;

  /** What scale and bias are reshaped to, to stretch over the input. */
  private final Shape scaleShape;

  /** Those over which means are taken. */
  private final int[] dimensions;

  private Normalisation(boolean centred, double eps, Shape scaleShape, int... dimensions) {
    this.centred = centred;
    this.eps = eps;
    this.scaleShape = scaleShape;
    this.dimensions = dimensions;
  }

  static Normalisation ofLastDimension(boolean centred, double eps, Shape input) {
    return new Normalisation(centred, eps, Shape.of(input.size(-1)), -1);
  }

  static Normalisation ofChannels(double eps, Shape input) {
    return new Normalisation(true, eps, Shape.of(input.size(1), 1, 1), 0, 2, 3);
  }

  private Tensor mean(Tensor a) {
    return a.mean(true, dimensions);
  }

  private Tensor fit(Tensor parameter) {
    return parameter.backend().reshape(parameter, scaleShape);
  }

  private Tensor shifted(Tensor input) {
    return centred ? input.sub(mean(input)) : input;
  }

  private Tensor divisor(Tensor shifted) {
    return mean(shifted.mul(shifted)).add(eps).sqrt();
  }

  /** With n the normalised input and h = g scale: (h - mean(h) - n mean(h n)) / divisor. */
  Tensor inputGradient(Tensor gradient, Tensor input, Tensor scale) {
    Tensor shifted = shifted(input);
    Tensor divisor = divisor(shifted);
    Tensor normal = shifted.div(divisor);
    Tensor scaled = gradient.mul(fit(scale));
    Tensor across = scaled.sub(normal.mul(mean(scaled.mul(normal))));
    return (centred ? across.sub(mean(scaled)) : across).div(divisor);
  }

  Tensor scaleGradient(Tensor gradient, Tensor input, Shape scale) {
    Tensor shifted = shifted(input);
    Tensor products = gradient.mul(shifted.div(divisor(shifted)));
    return biasGradient(products, scale);
  }

  Tensor biasGradient(Tensor gradient, Shape bias) {
    return gradient.backend().reshape(Stretched.sumTo(gradient, scaleShape), bias);
  }
}
