package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.ThreadTeam;
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

  /**
   * Evaluates a network of a family: an image classifier, or a language model. The result does not
   * depend on how many threads do it.
   *
   * @param parameters which several threads may ask for at once
   * @param threads that work on batches at the same time
   */
  public static Evaluation of(
      Family family,
      Network network,
      Parameters parameters,
      FiniteBatchSource data,
      Backend backend,
      int threads) {
    List<Supplier<Part>> batches =
        LongStream.range(0, data.count())
            .<Supplier<Part>>mapToObj(
                index ->
                    () ->
                        family == Family.VISION
                            ? ofImages(network, parameters, data, index, backend)
                            : ofText(network, parameters, data, index, backend))
            .toList();
    try (ThreadTeam team = new ThreadTeam(threads, "evaluation")) {
      return sum(family, team.run(batches, part -> {}));
    }
  }

  /** Sums over the targets of a batch. */
  private record Part(double loss, long right, long targets) {}

  /** In the order of the batches, so that every run rounds alike. */
  private static Evaluation sum(Family family, List<Part> parts) {
    double loss = 0;
    long right = 0;
    long targets = 0;
    for (Part part : parts) {
      loss += part.loss();
      right += part.right();
      targets += part.targets();
    }
    return new Evaluation(
        loss / targets,
        family == Family.VISION
            ? OptionalDouble.of((double) right / targets)
            : OptionalDouble.empty(),
        targets);
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

  private static Part ofImages(
      Network network, Parameters parameters, FiniteBatchSource data, long index, Backend backend) {
    try (Scope scope = backend.openScope()) {
      Batch batch = data.batch(backend, index);
      Tensor logits = network.forward(parameters, batch.inputs());
      long count = batch.targets().shape().elements();
      long[] chosen = logits.argmax(1).toLongs();
      long[] meant = batch.targets().toLongs();
      long right = IntStream.range(0, chosen.length).filter(i -> chosen[i] == meant[i]).count();
      return new Part(backend.crossEntropy(logits, batch.targets()).item() * count, right, count);
    }
  }

  private static Part ofText(
      Network network, Parameters parameters, FiniteBatchSource data, long index, Backend backend) {
    try (Scope scope = backend.openScope()) {
      Batch batch = data.batch(backend, index);
      long count = batch.targets().shape().elements();
      double loss = network.loss(parameters, batch.inputs(), batch.targets()).item();
      return new Part(loss * count, 0, count);
    }
  }
}
