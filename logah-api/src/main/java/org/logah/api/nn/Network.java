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
    Tensor logits = forward(parameters, inputs);
    return logits
        .backend()
        .crossEntropy(
            logits.reshape(-1, logits.size(-1)), targets.reshape(targets.shape().elements()));
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
