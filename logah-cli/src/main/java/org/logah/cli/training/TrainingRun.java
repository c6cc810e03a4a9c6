package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;
import org.logah.api.training.LearningRate;
import org.logah.api.training.TrainingCheckpoint;
import org.logah.cli.Interruption;
import org.logah.cli.report.TrainingReport;
import org.logah.ghn.HypernetworkCheckpoint;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.training.MetaTraining;
import org.logah.ghn.training.TrainingStep;
import org.logah.models.architectures.ArchitectureCatalog;
import org.logah.models.architectures.ArchitectureSet;
import org.logah.models.architectures.ArchitectureSettings;
import org.logah.models.architectures.DrawnArchitectures;
import org.logah.models.data.PrefetchedBatches;

/** Meta-training from the first or the last checkpoint to the last step. Owns its data. */
final class TrainingRun implements AutoCloseable {
  private static final String CONFIGURATION = "configuration";

  private final RunFolder folder;
  private final TrainingConfiguration configuration;
  private final SupervisedData data;
  private final ArchitectureSet architectures;
  private final HypernetworkConfig config;
  private final LearningRate learningRate;
  private final Backend backend;
  private final PrintWriter err;
  private final SupervisedRun.Rhythm rhythm;
  private final long validateEvery;
  private final TrainingReport report;
  private final Optional<HeldOutTrials> trials;

  /**
   * A run that has not begun.
   *
   * @param validateEvery steps between trials on held-out architectures and data; 0 for none
   */
  TrainingRun(
      RunFolder folder,
      TrainingConfiguration configuration,
      SupervisedData data,
      Backend backend,
      SupervisedRun.Rhythm rhythm,
      long validateEvery,
      PrintWriter err)
      throws IOException {
    this.folder = folder;
    this.configuration = configuration;
    this.data = data;
    this.backend = backend;
    this.rhythm = rhythm;
    this.validateEvery = validateEvery;
    this.err = err;
    report = new TrainingReport(folder.path());
    architectures = architectures(configuration, data);
    config = configuration.hypernetworkConfig(data.classes());
    learningRate = configuration.learningRates(data.stepsPerEpoch());
    trials =
        data.evaluation(SupervisedData.Split.VALIDATION)
            .filter(heldOut -> architectures instanceof DrawnArchitectures)
            .map(
                heldOut ->
                    new HeldOutTrials(
                        ((DrawnArchitectures) architectures).heldOut(),
                        heldOut,
                        config,
                        configuration.seed(),
                        backend,
                        configuration.shards()));
  }

  /** A set known by name is fitted to the data; one in a file must fit as it is. */
  private static ArchitectureSet architectures(
      TrainingConfiguration configuration, SupervisedData data) throws IOException {
    String name = configuration.architectures();
    ArchitectureSet set =
        ArchitectureCatalog.open(
            name,
            ArchitectureCatalog.names().contains(name)
                ? data.architectureSettings(configuration.patchSizes())
                : ArchitectureSettings.NONE.withPatchSizes(configuration.patchSizes()),
            configuration.seed());
    List<String> problems =
        set.support().stream().flatMap(each -> data.problems(each).stream()).distinct().toList();
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "%s does not fit the data: %s".formatted(name, String.join("; ", problems)));
    }
    return set;
  }

  /** Closes the data. */
  @Override
  public void close() {
    data.close();
  }

  /** Trains to the end, or until the program is interrupted; then the state is saved. */
  void run(Interruption interruption) throws IOException {
    try (PrefetchedBatches batches = new PrefetchedBatches(data.training(configuration.seed()));
        MetaTraining training = open(batches)) {
      RunningMetrics metrics =
          new RunningMetrics(configuration.steps(), data.perBatch(), data.unit());
      makeUpForTrials(training);
      while (training.steps() < configuration.steps() && !interruption.isRequested()) {
        TrainingStep step = training.step();
        metrics.add(step);
        long done = training.steps();
        boolean last = done == configuration.steps();
        if (done % rhythm.log() == 0 || last) {
          ObjectNode line = metrics.take();
          folder.addMetrics(line.toString());
          err.println(metrics.text(line));
        }
        boolean saving = last || done % rhythm.checkpoint() == 0;
        if (saving) {
          metrics.pause(() -> save(training));
        }
        if (isTrialDue(done)) {
          metrics.pause(() -> tryHeldOut(training));
        }
        if (saving || isTrialDue(done)) {
          metrics.pause(() -> report.writeOrWarn(err));
        }
      }
      if (training.steps() < configuration.steps()) {
        save(training);
        report.writeOrWarn(err);
        err.printf(
            Locale.ROOT,
            "stopped after step %d; `logah train --resume %s` goes on%n",
            training.steps(),
            folder.path());
      }
    }
  }

  private boolean isTrialDue(long done) {
    return trials.isPresent()
        && validateEvery > 0
        && (done == configuration.steps() || done % validateEvery == 0);
  }

  /** Those after the step of the checkpoint, in which the program may have been stopped. */
  private void makeUpForTrials(MetaTraining training) throws IOException {
    long done = training.steps();
    if (done > 0 && isTrialDue(done) && !trials.get().areComplete(folder, done - 1)) {
      HeldOutTrials.forget(folder, done - 1);
      tryHeldOut(training);
      report.writeOrWarn(err);
    }
  }

  private MetaTraining open(PrefetchedBatches batches) throws IOException {
    Path file = folder.checkpoint();
    if (!Files.exists(file)) {
      folder.forgetMetricsFrom(0);
      return MetaTraining.begin(
          config, start(), configuration.settings(), learningRate, architectures, batches, backend);
    }
    TrainingCheckpoint checkpoint = TrainingCheckpoint.read(file, backend);
    String stored = String.valueOf(checkpoint.texts().get(CONFIGURATION));
    if (!stored.equals(RunJson.of(configuration).toString())) {
      throw new InvalidInputException(
          "%s belongs to another configuration: %s".formatted(file, stored));
    }
    MetaTraining training =
        MetaTraining.resume(
            checkpoint,
            config,
            configuration.settings(),
            learningRate,
            architectures,
            batches,
            backend);
    folder.forgetMetricsFrom(training.steps());
    err.printf(Locale.ROOT, "going on after step %d%n", training.steps());
    return training;
  }

  private Map<String, Tensor> start() throws IOException {
    if (configuration.start() == null) {
      return MetaTraining.initial(config, configuration.settings(), backend);
    }
    Path file = Path.of(configuration.start());
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(file)) {
      if (!checkpoint.config().equals(config)) {
        throw new InvalidInputException(
            "%s is %s, but the run trains %s".formatted(file, checkpoint.config(), config));
      }
      return new LinkedHashMap<>(checkpoint.load(backend).tensors());
    }
  }

  private void tryHeldOut(MetaTraining training) throws IOException {
    for (HeldOutTrials.Trial trial : trials.get().run(best(training)::get)) {
      folder.addMetrics(trial.json(training.steps() - 1).toString());
      err.println(trial.text());
    }
  }

  /** The moving average where there is one. */
  private static Map<String, Tensor> best(MetaTraining training) {
    return training.averages().orElseGet(training::parameters);
  }

  /** The state comes last: where it is, the hypernetwork is too. */
  private void save(MetaTraining training) throws IOException {
    HypernetworkCheckpoint.write(folder.hypernetwork(), config, best(training)::get);
    training.save(folder.checkpoint(), Map.of(CONFIGURATION, RunJson.of(configuration).toString()));
  }
}
