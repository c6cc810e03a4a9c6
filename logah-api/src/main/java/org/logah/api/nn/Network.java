package org.logah.api.nn;

import java.util.List;
import org.logah.api.Tensor;

/**
 * A neural network as an immutable value: what its parameters are, and how an output follows from
 * parameters and an input. It stores no tensor; stored, predicted and traced parameters go in
 * alike.
 */
public interface Network {
  /** The parameters, in the order of files; names are unique. */
  List<ParameterSpec> parameters();

  /** A smallest sensible input, batch of one, from which the network can be traced. */
  NetworkInput exampleInput();

  /** The output for an input; both live on the backend of the input. */
  Tensor forward(Parameters parameters, Tensor input);

  /**
   * The mean cross-entropy of the classes, or tokens, that should have come out.
   *
   * @param inputs as {@link #forward} takes them
   * @param targets {@link org.logah.api.DType#I64}, one for each row of logits
   */
  default Tensor loss(Parameters parameters, Tensor inputs, Tensor targets) {
    return loss(parameters, inputs, targets, 0);
  }

  /**
   * The mean cross-entropy with smoothed labels (Szegedy and others, "Rethinking the Inception
   * architecture for computer vision", 2016, section 7): of each target's probability a share goes
   * to all classes alike.
   *
   * @param inputs as {@link #forward} takes them
   * @param targets {@link org.logah.api.DType#I64}, one for each row of logits
   * @param labelSmoothing the share, from 0 to below 1; 0 is {@link #loss(Parameters, Tensor,
   *     Tensor)}
   */
  default Tensor loss(Parameters parameters, Tensor inputs, Tensor targets, double labelSmoothing) {
    Tensor logits = forward(parameters, inputs);
    Tensor rows = logits.reshape(-1, logits.size(-1));
    Tensor crossEntropy =
        rows.backend().crossEntropy(rows, targets.reshape(targets.shape().elements()));
    if (labelSmoothing == 0) {
      return crossEntropy;
    }
    Tensor uniform = rows.logSoftmax(1).mean();
    return crossEntropy.mul(1 - labelSmoothing).sub(uniform.mul(labelSmoothing));
  }

  /** Which computational graph the hypernetwork is shown. */
  default GraphConvention graphConvention() {
    return GraphConvention.TRACED;
  }

  /** The standard deviation to which predicted weights of a language model are scaled. */
  default double initializerRange() {
    return 0.02;
  }
}
