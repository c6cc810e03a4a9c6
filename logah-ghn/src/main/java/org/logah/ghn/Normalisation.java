package org.logah.ghn;

import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterRole;
import org.logah.graph.Primitive;

/**
 * Brings raw predictions to the scale of a trainable network (GHN-2 section 3.2 for vision, LoGAH
 * for language). A matrix is scaled before it is tiled: the factor is that of the tiled tensor.
 */
enum Normalisation {
  /** By fan-in: √(β / fan-in), where β is 2, or 1 for depth-wise and one-row kernels. */
  VISION {
    @Override
    Tensor scaled(Tensor raw, PlannedParameter parameter, double initializerRange) {
      Shape shape = parameter.spec().shape();
      if (GroupKey.isPositionalTable(parameter.spec())) {
        return raw;
      }
      boolean narrow =
          shape.rank() > 2
              && (shape.size(1) == 1 || (shape.rank() > 3 && shape.size(2) < shape.size(3)));
      double fanIn = (double) shape.elements() / shape.size(0);
      return raw.mul(Math.sqrt((narrow ? 1 : 2) / fanIn));
    }
  },
  /** To the standard deviation of the network's own initialisation; embeddings stay as they are. */
  LANGUAGE {
    @Override
    Tensor scaled(Tensor raw, PlannedParameter parameter, double initializerRange) {
      if (parameter.primitive() == Primitive.POS_ENC) {
        return raw;
      }
      Tensor deviation = TiledDeviation.of(raw, parameter.spec().shape());
      return raw.div(deviation.add(MIN_DEVIATION)).mul(initializerRange);
    }
  };

  private static final double MIN_DEVIATION = 1e-7;

  /**
   * A weight of two dimensions or more, scaled.
   *
   * @param raw cropped to the parameter, not yet tiled; of the parameter's rank
   * @param initializerRange the network's
   */
  abstract Tensor scaled(Tensor raw, PlannedParameter parameter, double initializerRange);

  /** A vector: a norm's scale 2 sigmoid(p / 2), around 1; a bias tanh(p / 5), around 0. */
  static Tensor squashed(Tensor raw, ParameterRole role) {
    return role == ParameterRole.NORM_SCALE ? raw.mul(0.5).sigmoid().mul(2) : raw.mul(0.2).tanh();
  }

  static Normalisation of(HypernetworkConfig.Family family) {
    return family == HypernetworkConfig.Family.VISION ? VISION : LANGUAGE;
  }
}
