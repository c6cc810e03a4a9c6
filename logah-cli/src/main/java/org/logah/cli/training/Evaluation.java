package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.OptionalDouble;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.Parameters;
import org.logah.api.training.Batch;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.models.data.FiniteBatchSource;

/**
 * How well a network does on data.
 *
 * @param loss mean cross-entropy of a target, in nats
 * @param accuracy share of targets that are the most probable class; empty for language
 * @param targets how many
 */
public record Evaluation(double loss, OptionalDouble accuracy, long targets) {
  /** The measure of language models, e to the loss. */
  public double perplexity() {
    return Math.exp(loss);
  }

  /** Evaluates a network of a family: an image classifier, or a language model. */
  public static Evaluation of(
      Family family,
      Network network,
      Parameters parameters,
      FiniteBatchSource data,
      Backend backend) {
    return family == Family.VISION
        ? ofClassifier(network, parameters, data, backend)
        : ofLanguageModel(network, parameters, data, backend);
  }

  /** What is reported: the share of right answers in percent, or the perplexity. */
  public double measure() {
    return accuracy.isPresent() ? 100 * accuracy.getAsDouble() : perplexity();
  }

  /** For example {@code loss 1.5432, accuracy 45.67 %}. */
  public String text() {
    return String.format(
        Locale.ROOT,
        accuracy.isPresent() ? "loss %.4f, accuracy %.2f %%" : "loss %.4f, perplexity %.2f",
        loss,
        measure());
  }

  /** Adds loss, accuracy or perplexity, and targets; what is no number is {@code null}. */
  public void into(ObjectNode json) {
    put(json, "loss", loss);
    if (accuracy.isPresent()) {
      json.put("accuracy", accuracy.getAsDouble());
    } else {
      put(json, "perplexity", perplexity());
    }
    json.put("targets", targets);
  }

  private static void put(ObjectNode json, String name, double value) {
    json.put(name, Double.isFinite(value) ? (Double) value : null);
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
