package org.logah.ghn;

import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterRole;
import org.logah.graph.Primitive;

/**
 * Brings decoded weights to the scale of a trainable network (GHN-2 section 3.2 for vision, LoGAH
 * for language).
 */
enum Normalisation {
  /** By fan-in: √(β / fan-in), where β is 2, or 1 for depth-wise and one-row kernels. */
  VISION {
    @Override
    Decoded scaled(
        Decoded decoded, PlannedParameter parameter, Shape target, double initializerRange) {
      Shape shape = parameter.spec().shape();
      boolean narrow =
          shape.rank() > 2
              && (shape.size(1) == 1 || (shape.rank() > 3 && shape.size(2) < shape.size(3)));
      double fanIn = (double) shape.elements() / shape.size(0);
      return decoded.scaled(Math.sqrt((narrow ? 1 : 2) / fanIn));
    }

    @Override
    double operations(Decoded decoded, PlannedParameter parameter, Shape target) {
      return 0;
    }
  },
  /** To the standard deviation of the network's own initialisation; embeddings stay as they are. */
  LANGUAGE {
    @Override
    Decoded scaled(
        Decoded decoded, PlannedParameter parameter, Shape target, double initializerRange) {
      if (parameter.primitive() == Primitive.POS_ENC) {
        return decoded;
      }
      Tensor deviation = decoded.deviation(target).add(MIN_DEVIATION);
      Tensor range = deviation.backend().full(initializerRange, deviation.dtype(), Shape.scalar());
      return decoded.scaled(range.div(deviation));
    }

    @Override
    double operations(Decoded decoded, PlannedParameter parameter, Shape target) {
      return parameter.primitive() != Primitive.POS_ENC
              && decoded instanceof Decoded.Product product
          ? product.deviationOperations(target)
          : 0;
    }
  };

  private static final double MIN_DEVIATION = 1e-7;

  /**
   * A weight of two dimensions or more, scaled.
   *
   * @param target what it will fill, {@code [out, in, kernel height, kernel width]}
   * @param initializerRange the network's
   */
  abstract Decoded scaled(
      Decoded decoded, PlannedParameter parameter, Shape target, double initializerRange);

  /** Multiplications and additions of products of matrices that {@link #scaled} makes. */
  abstract double operations(Decoded decoded, PlannedParameter parameter, Shape target);

  /** A vector: a norm's scale 2 sigmoid(p / 2), around 1; a bias tanh(p / 5), around 0. */
  static Tensor squashed(Tensor raw, ParameterRole role) {
    return role == ParameterRole.NORM_SCALE ? raw.mul(0.5).sigmoid().mul(2) : raw.mul(0.2).tanh();
  }

  static Normalisation of(HypernetworkConfig.Family family) {
    return family == HypernetworkConfig.Family.VISION ? VISION : LANGUAGE;
  }
}
