package org.logah.cli.training;

import java.util.OptionalDouble;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.Parameters;
import org.logah.api.training.Batch;
import org.logah.models.data.FiniteBatchSource;

/**
 * How well a network does on data.
 *
 * @param loss mean cross-entropy of a target, in nats
 * @param accuracy share of targets that are the most probable class; empty for language
 * @param targets how many
 */
record Evaluation(double loss, OptionalDouble accuracy, long targets) {
  /** The measure of language models, e to the loss. */
  double perplexity() {
    return Math.exp(loss);
  }

  /** Evaluates an image classifier, which gives logits {@code [batch, classes]}. */
  static Evaluation ofClassifier(
      Network network, Parameters parameters, FiniteBatchSource data, Backend backend) {
    double loss = 0;
    long right = 0;
    long targets = 0;
    for (long index = 0; index < data.count(); index++) {
      try (Scope scope = backend.openScope()) {
        Batch batch = data.batch(backend, index);
        Tensor logits = network.forward(parameters, batch.inputs());
        long count = batch.targets().shape().elements();
        loss += backend.crossEntropy(logits, batch.targets()).item() * count;
        long[] chosen = logits.argmax(1).toLongs();
        long[] meant = batch.targets().toLongs();
        for (int i = 0; i < chosen.length; i++) {
          right += chosen[i] == meant[i] ? 1 : 0;
        }
        targets += count;
      }
    }
    return new Evaluation(loss / targets, OptionalDouble.of((double) right / targets), targets);
  }

  /** Evaluates a language model. */
  static Evaluation ofLanguageModel(
      Network network, Parameters parameters, FiniteBatchSource data, Backend backend) {
    double loss = 0;
    long targets = 0;
    for (long index = 0; index < data.count(); index++) {
      try (Scope scope = backend.openScope()) {
        Batch batch = data.batch(backend, index);
        long count = batch.targets().shape().elements();
        loss += network.loss(parameters, batch.inputs(), batch.targets()).item() * count;
        targets += count;
      }
    }
    return new Evaluation(loss / targets, OptionalDouble.empty(), targets);
  }
}
