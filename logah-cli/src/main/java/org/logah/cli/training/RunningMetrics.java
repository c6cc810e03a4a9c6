package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.logah.ghn.training.TrainingStep;

/** Means over the steps since they were last taken, and how fast they went. */
final class RunningMetrics {
  private final long steps;
  private final long perStep;
  private final String unit;
  private long since = System.nanoTime();
  private int count;
  private int skipped;
  private double crossEntropy;
  private double regularisation;
  private double gradientNorm;
  private TrainingStep last;

  /**
   * Of a run.
   *
   * @param steps of the whole run
   * @param perStep units of data that a step sees
   * @param unit images or tokens
   */
  RunningMetrics(long steps, long perStep, String unit) {
    this.steps = steps;
    this.perStep = perStep;
    this.unit = unit;
  }

  void add(TrainingStep step) {
    last = step;
    count++;
    crossEntropy += step.crossEntropy();
    regularisation += step.regularisation();
    gradientNorm += step.gradientNorm();
    skipped += step.applied() ? 0 : 1;
  }

  /** Does something that is no training, which the speed leaves out; gives its seconds. */
  double pause(Pause work) throws IOException {
    long begin = System.nanoTime();
    work.run();
    long took = System.nanoTime() - begin;
    since += took;
    return took / 1e9;
  }

  /** Work that is no training. */
  interface Pause {
    void run() throws IOException;
  }

  /** The means as JSON; the next ones begin. */
  ObjectNode take() {
    double seconds = (System.nanoTime() - since) / 1e9;
    ObjectNode line =
        RunJson.object()
            .put("step", last.number())
            .put("loss", (crossEntropy + regularisation) / count)
            .put("crossEntropy", crossEntropy / count)
            .put("regularisation", regularisation / count)
            .put("gradientNorm", gradientNorm / count)
            .put("learningRate", last.learningRate())
            .put("skippedSteps", skipped)
            .put("secondsPerStep", seconds / count)
            .put(unit + "PerSecond", perStep * count / seconds);
    since = System.nanoTime();
    count = 0;
    skipped = 0;
    crossEntropy = 0;
    regularisation = 0;
    gradientNorm = 0;
    return line;
  }

  /** A line for people. */
  String text(ObjectNode line) {
    double left = line.get("secondsPerStep").asDouble() * (steps - line.get("step").asLong() - 1);
    Duration time = Duration.ofSeconds(Math.round(left));
    return String.format(
        Locale.ROOT,
        "step %d of %d  loss %.4f  rate %.2e  norm %.2f  %.0f %s/s  %d:%02d:%02d left",
        line.get("step").asLong() + 1,
        steps,
        line.get("loss").asDouble(),
        line.get("learningRate").asDouble(),
        line.get("gradientNorm").asDouble(),
        line.get(unit + "PerSecond").asDouble(),
        unit,
        time.toHours(),
        time.toMinutesPart(),
        time.toSecondsPart());
  }
}
