package org.logah.cli.comparison;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.logah.api.Backend;
import org.logah.api.nn.Network;
import org.logah.api.nn.StoredParameters;
import org.logah.api.training.SupervisedTraining;
import org.logah.cli.training.Evaluation;
import org.logah.cli.training.RunFolder;
import org.logah.cli.training.SupervisedData;
import org.logah.cli.training.SupervisedData.Split;
import org.logah.cli.training.SupervisedRun;
import org.logah.models.ModelConfig;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.PrefetchedBatches;

/** Does one job, from its last checkpoint or its beginning, and notes a cell at each budget. */
final class JobRun {
  private final Job job;
  private final ComparisonProgress progress;
  private final SupervisedData data;
  private final Backend backend;
  private final String fingerprint;
  private final SupervisedRun run;
  private final PrintWriter err;
  private long firstStep;
  private double trainingSeconds;
  private long since;

  /**
   * A job to do.
   *
   * @param job with its rate
   * @param comparison the folder of the comparison
   */
  JobRun(
      Job job,
      ComparisonProgress progress,
      Path comparison,
      SupervisedData data,
      Backend backend,
      SupervisedRun.Rhythm rhythm,
      PrintWriter err)
      throws IOException {
    this.job = job;
    this.progress = progress;
    this.data = data;
    this.backend = backend;
    this.err = err;
    fingerprint = progress.fingerprint(job);
    RunFolder folder = new RunFolder(Files.createDirectories(job.folder(comparison)));
    run = new SupervisedRun(folder, fingerprint, job.steps(), data, rhythm, job.name() + ": ", err);
  }

  /** Trains to the last budget, or until it is to stop; then the state is saved. */
  void run(BooleanSupplier stop) throws IOException {
    ModelConfig model = job.network().model();
    Network network = model.network();
    discardOther();
    try (PrefetchedBatches batches = new PrefetchedBatches(data.training(job.seed()));
        SupervisedTraining training =
            run.open(
                network,
                () -> draw(model),
                progress.plan().settings(),
                job.schedule()
                    .rates(
                        job.learningRate(),
                        job.warmUpSteps(),
                        Math.max(1, job.steps()),
                        data.stepsPerEpoch()),
                batches,
                backend)) {
      firstStep = training.steps();
      read(training);
      since = System.nanoTime();
      if (run.run(training, this::read, stop)) {
        Files.deleteIfExists(run.folder().checkpoint());
      }
    }
  }

  private StoredParameters draw(ModelConfig model) throws IOException {
    progress.requireUnchanged(job.initialisation());
    return job.initialisation().start().draw(model, backend, job.seed(), err);
  }

  /** A checkpoint of other settings is of no use, as its cells are of none. */
  private void discardOther() throws IOException {
    Path mark = run.folder().path().resolve("fingerprint");
    if (!Files.exists(mark) || !Files.readString(mark).equals(fingerprint)) {
      Files.deleteIfExists(run.folder().checkpoint());
      Files.writeString(mark, fingerprint);
    }
  }

  private void read(SupervisedTraining training) throws IOException {
    long steps = training.steps();
    if (!job.budgets().contains(steps) || progress.isEvaluated(job, steps)) {
      return;
    }
    trainingSeconds += since == 0 ? 0 : (System.nanoTime() - since) / 1e9;
    if (steps > firstStep) {
      // An evaluation is long, and the program may be ended in it.
      run.save(training);
    }
    long taken = steps - firstStep;
    double secondsPerStep = taken == 0 ? 0 : trainingSeconds / taken;
    for (Map.Entry<String, FiniteBatchSource> part : parts().entrySet()) {
      if (progress.find(job, steps, part.getKey()).isEmpty()) {
        Evaluation evaluation = evaluate(training, part.getValue());
        progress
            .cells()
            .add(Cell.of(job, fingerprint, steps, part.getKey(), evaluation, secondsPerStep));
        err.printf(
            Locale.ROOT,
            "%s: after %d steps %s%s%n",
            job.name(),
            steps,
            evaluation.text(),
            part.getKey().equals(Cell.WHOLE) ? "" : " on " + part.getKey());
      }
    }
    since = System.nanoTime();
  }

  private Map<String, FiniteBatchSource> parts() {
    FiniteBatchSource whole = data.require(job.split());
    return job.split() == Split.TEST ? data.tests() : Map.of(Cell.WHOLE, whole);
  }

  private Evaluation evaluate(SupervisedTraining training, FiniteBatchSource part) {
    return Evaluation.of(
        progress.plan().data().family(),
        training.network(),
        training.parameters()::get,
        part,
        backend,
        1);
  }
}
