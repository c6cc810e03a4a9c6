package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.nn.Network;
import org.logah.api.nn.StoredParameters;
import org.logah.api.training.BatchSource;
import org.logah.api.training.LearningRate;
import org.logah.api.training.SupervisedSettings;
import org.logah.api.training.SupervisedStep;
import org.logah.api.training.SupervisedTraining;
import org.logah.api.training.TrainingCheckpoint;
import org.logah.ghn.training.TrainingStep;

/**
 * Supervised training in a folder, from the first or the last checkpoint to the last step.
 *
 * @param folder of the run
 * @param identity what fixes the run; a checkpoint of another one is refused
 * @param steps how many
 * @param data what is trained on, for the speed that is told
 * @param rhythm of lines and checkpoints
 * @param label put before each line for people
 * @param err where these go
 */
public record SupervisedRun(
    RunFolder folder,
    String identity,
    long steps,
    SupervisedData data,
    Rhythm rhythm,
    String label,
    PrintWriter err) {
  private static final String CONFIGURATION = "configuration";

  /**
   * When what is done, in steps.
   *
   * @param log metrics are noted
   * @param checkpoint the state is saved
   */
  public record Rhythm(long log, long checkpoint) {
    public Rhythm {
      if (log < 1 || checkpoint < 1) {
        throw new InvalidInputException(
            "metrics every %d and a checkpoint every %d steps; give 1 or more"
                .formatted(log, checkpoint));
      }
    }
  }

  /** Told after every step, before a checkpoint is written. */
  @FunctionalInterface
  public interface Observer {
    /**
     * A step is done.
     *
     * @param training as it is now
     */
    void stepped(SupervisedTraining training) throws IOException;
  }

  /** Gives the values that a new run begins with. */
  @FunctionalInterface
  public interface Start {
    /** The values, which belong to no scope. */
    StoredParameters draw() throws IOException;
  }

  /**
   * The training as the last checkpoint left it, or at its beginning.
   *
   * @throws InvalidInputException if there is a checkpoint of another run
   */
  public SupervisedTraining open(
      Network network,
      Start start,
      SupervisedSettings settings,
      LearningRate learningRate,
      BatchSource batches,
      Backend backend)
      throws IOException {
    if (!Files.exists(folder.checkpoint())) {
      folder.forgetMetricsFrom(0);
      return SupervisedTraining.begin(
          network, start.draw().tensors(), settings, learningRate, batches, backend);
    }
    TrainingCheckpoint checkpoint = TrainingCheckpoint.read(folder.checkpoint(), backend);
    String stored = String.valueOf(checkpoint.texts().get(CONFIGURATION));
    if (!stored.equals(identity)) {
      checkpoint.tensors().values().forEach(tensor -> tensor.close());
      throw new InvalidInputException(
          "%s belongs to another run: %s".formatted(folder.checkpoint(), stored));
    }
    SupervisedTraining training =
        SupervisedTraining.resume(checkpoint, network, settings, learningRate, batches, backend);
    folder.forgetMetricsFrom(training.steps());
    err.printf(Locale.ROOT, "%sgoing on after step %d%n", label, training.steps());
    return training;
  }

  /** Saves the state, from which {@link #open} goes on. */
  public void save(SupervisedTraining training) throws IOException {
    training.save(folder.checkpoint(), Map.of(CONFIGURATION, identity));
  }

  /**
   * Trains to the last step, or until it is to stop; then the state is saved.
   *
   * @return whether the last step is done
   */
  public boolean run(SupervisedTraining training, Observer observer, BooleanSupplier stop)
      throws IOException {
    RunningMetrics metrics = new RunningMetrics(steps, data.perBatch(), data.unit());
    while (training.steps() < steps && !stop.getAsBoolean()) {
      SupervisedStep step = training.step();
      metrics.add(
          new TrainingStep(
              step.number(),
              step.loss(),
              0,
              step.learningRate(),
              step.gradientNorm(),
              step.applied()));
      long done = training.steps();
      if (done % rhythm.log() == 0 || done == steps) {
        ObjectNode line = metrics.take();
        folder.addMetrics(line.toString());
        err.println(label + metrics.text(line));
      }
      metrics.pause(() -> observer.stepped(training));
      if (done % rhythm.checkpoint() == 0) {
        metrics.pause(() -> save(training));
      }
    }
    save(training);
    return training.steps() >= steps;
  }
}
