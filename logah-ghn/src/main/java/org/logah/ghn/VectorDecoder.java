package org.logah.ghn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Tensor;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.Linear;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** The decoder of one-dimensional parameters (GHN-2's, optional in LoGAH). */
final class VectorDecoder {
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
            DampedLinear.of("decoder_1d.fc.2", 2 * hidden, 2L * length));
    classifierBias = Linear.of("bias_class.1", length, config.classes());
  }

  List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(perceptron.parameters());
    specs.addAll(classifierBias.parameters());
    return specs;
  }

  /** Multiplications and additions for one node. */
  double operations() {
    return perceptron.parameters().stream()
        .filter(spec -> spec.shape().rank() == 2)
        .mapToDouble(spec -> 2.0 * spec.shape().elements())
        .sum();
  }

  /** Values for one node. */
  long size(DecodeShape shape) {
    return 2L
        * (shape.kind() == DecodeShape.Kind.CLASSIFIER_BIAS
            ? classifierBias.bias().shape().size(0)
            : length);
  }

  /** {@code [nodes, 2, length]}, or for classifier biases {@code [nodes, 2, classes]}. */
  Tensor decode(Parameters parameters, Tensor states, DecodeShape shape) {
    Tensor vectors = perceptron.forward(parameters, states).reshape(states.size(0), 2, length);
    return shape.kind() == DecodeShape.Kind.CLASSIFIER_BIAS
        ? classifierBias.forward(parameters, vectors.relu())
        : vectors;
  }
}
