package org.logah.cli.comparison;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.logah.cli.training.Evaluation;
import org.logah.cli.training.RunJson;

/**
 * The result of a job after some of its steps.
 *
 * @param job name of the job
 * @param fingerprint of the job
 * @param kind of the job
 * @param network of the job
 * @param initialisation of the job
 * @param seed of the job
 * @param learningRate of the job
 * @param budget how many steps
 * @param split on which data it was evaluated, {@code VALIDATION} or {@code TEST}
 * @param part of the split: for language the file of a text to test with, else {@link #WHOLE}
 * @param loss mean cross-entropy in nats; {@code null} if it is no number
 * @param accuracy share of right answers; {@code null} for language
 * @param perplexity {@code null} for images, or if it is no number
 * @param targets with how many it was evaluated
 * @param secondsPerStep how long a step took since the program began or went on with the job; 0 if
 *     there was none
 */
record Cell(
    String job,
    String fingerprint,
    Job.Kind kind,
    String network,
    String initialisation,
    long seed,
    double learningRate,
    long budget,
    String split,
    String part,
    Double loss,
    Double accuracy,
    Double perplexity,
    long targets,
    double secondsPerStep) {

  /** The name of what has no parts. */
  static final String WHOLE = "";

  /** The cell of an evaluation. */
  static Cell of(
      Job job,
      String fingerprint,
      long budget,
      String part,
      Evaluation evaluation,
      double secondsPerStep) {
    ObjectNode json =
        RunJson.object()
            .put("job", job.name())
            .put("fingerprint", fingerprint)
            .put("kind", job.kind().name())
            .put("network", job.network().name())
            .put("initialisation", job.initialisation().name())
            .put("seed", job.seed())
            .put("learningRate", job.learningRate())
            .put("budget", budget)
            .put("split", job.split().name())
            .put("part", part)
            .putNull("accuracy")
            .putNull("perplexity")
            .put("secondsPerStep", secondsPerStep);
    evaluation.into(json);
    return RunJson.value(json, Cell.class);
  }

  /** What is compared: accuracy in percent, or perplexity; no number if training diverged. */
  double measure() {
    if (accuracy != null && loss != null) {
      return 100 * accuracy;
    }
    return perplexity == null ? Double.NaN : perplexity;
  }

  /** Whether this is better than another: one that diverged never is. */
  boolean isBetterThan(Cell other) {
    if (Double.isNaN(measure()) || Double.isNaN(other.measure())) {
      return Double.isNaN(other.measure()) && !Double.isNaN(measure());
    }
    if (accuracy != null && measure() != other.measure()) {
      return measure() > other.measure();
    }
    return loss < other.loss;
  }
}
