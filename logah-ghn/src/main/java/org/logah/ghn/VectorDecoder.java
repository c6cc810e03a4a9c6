package org.logah.ghn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Linear;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** The decoder of one-dimensional parameters (GHN-2's, optional in LoGAH). */
final class VectorDecoder {
  private static final double LAST_LAYER_DIVISOR = 5;

  private final int length;
  private final FeedForward perceptron;
  private final Linear classifierBias;

  /**
   * A decoder of vectors of this length, which longer parameters repeat.
   *
   * @param length m
   */
  VectorDecoder(HypernetworkConfig config, int length) {
    long hidden = config.hidden();
    this.length = length;
    perceptron =
        new FeedForward(
            Linear.of("decoder_1d.fc.0", hidden, 2 * hidden),
            Tensor::relu,
            damped(Linear.of("decoder_1d.fc.2", 2 * hidden, 2L * length)));
    classifierBias = Linear.of("bias_class.1", length, config.classes());
  }

  private static Linear damped(Linear linear) {
    Shape weight = linear.weight().shape();
    double bound = 1 / Math.sqrt((double) weight.size(1)) / LAST_LAYER_DIVISOR;
    return new Linear(
        initially(linear.weight(), new InitialDistribution.Uniform(bound)),
        initially(linear.bias(), new InitialDistribution.Constant(0)),
        linear.layout());
  }

  private static ParameterSpec initially(ParameterSpec spec, InitialDistribution initial) {
    return new ParameterSpec(spec.name(), spec.shape(), spec.role(), initial);
  }

  List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(perceptron.parameters());
    specs.addAll(classifierBias.parameters());
    return specs;
  }

  /** {@code [nodes, 2, length]}, or for classifier biases {@code [nodes, 2, classes]}. */
  Tensor decode(Parameters parameters, Tensor states, DecodeShape shape) {
    Tensor vectors = perceptron.forward(parameters, states).reshape(states.size(0), 2, length);
    return shape.kind() == DecodeShape.Kind.CLASSIFIER_BIAS
        ? classifierBias.forward(parameters, vectors.relu())
        : vectors;
  }
}
