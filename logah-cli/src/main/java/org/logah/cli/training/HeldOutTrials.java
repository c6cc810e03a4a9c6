package org.logah.cli.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.nn.Network;
import org.logah.api.nn.Parameters;
import org.logah.cli.report.NetworkLabel;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.PredictedParameters;
import org.logah.ghn.PredictionOptions;
import org.logah.models.architectures.HeldOutArchitecture;
import org.logah.models.data.FiniteBatchSource;

/**
 * What a hypernetwork's predictions are worth, untrained, for networks and on data that it never
 * saw.
 *
 * @param networks that training never draws
 * @param data that training never reads
 * @param config of the hypernetwork
 * @param seed of what is drawn and not predicted
 * @param backend which computes
 * @param threads that work on batches of data at the same time
 */
record HeldOutTrials(
    List<HeldOutArchitecture> networks,
    FiniteBatchSource data,
    HypernetworkConfig config,
    long seed,
    Backend backend,
    int threads) {
  private static final String NOVELTY = "novelty";

  /** The result of one network. */
  record Trial(HeldOutArchitecture network, Evaluation evaluation, double seconds) {
    /** A line of metrics. */
    ObjectNode json(long step) {
      ObjectNode line =
          RunJson.object()
              .put("step", step)
              .put("network", network.config().toString())
              .put(NOVELTY, network.novelty().name())
              .put("loss", evaluation.loss());
      evaluation.accuracy().ifPresent(share -> line.put("accuracy", share));
      return line.put("seconds", seconds);
    }

    /** A line for people. */
    String text() {
      return String.format(
          Locale.ROOT,
          "  zero-shot %s (%s): loss %.4f%s",
          NetworkLabel.of(network.config().toString()),
          NetworkLabel.novelty(network.novelty().name()),
          evaluation.loss(),
          evaluation.accuracy().isPresent()
              ? String.format(
                  Locale.ROOT, ", accuracy %.2f %%", 100 * evaluation.accuracy().getAsDouble())
              : String.format(Locale.ROOT, ", perplexity %.1f", evaluation.perplexity()));
    }
  }

  /** Whether a run has noted a trial of every network after a step. */
  boolean areComplete(RunFolder folder, long step) throws IOException {
    return folder.countMetrics(line -> isTrial(line, step)) == networks.size();
  }

  /** Leaves the trials after a step out of what a run has noted. */
  static void forget(RunFolder folder, long step) throws IOException {
    folder.forgetMetrics(line -> isTrial(line, step));
  }

  private static boolean isTrial(JsonNode line, long step) {
    return line.has(NOVELTY) && line.path("step").asLong() == step;
  }

  /** Tries the hypernetwork of these parameters on every network. */
  List<Trial> run(Parameters parameters) throws IOException {
    List<Trial> trials = new ArrayList<>();
    for (HeldOutArchitecture heldOut : networks) {
      long begin = System.nanoTime();
      try (Scope scope = backend.openScope()) {
        Network network = heldOut.config().network();
        PredictedParameters predicted =
            new Hypernetwork(config, parameters)
                .predict(
                    List.of(network),
                    new PredictionOptions(seed, PredictionOptions.TRAINING_CUTOFF))
                .get(0);
        Parameters shared = predicted.withParts(predicted.parts());
        Evaluation evaluation =
            Evaluation.of(config.family(), network, shared, data, backend, threads);
        trials.add(new Trial(heldOut, evaluation, (System.nanoTime() - begin) / 1e9));
      }
    }
    return trials;
  }
}
