package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.logah.api.Backend;
import org.logah.api.nn.Network;
import org.logah.api.training.SupervisedTraining;
import org.logah.cli.ModelFolder;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.PrefetchedBatches;
import org.logah.models.layout.Layout;

/**
 * Fine-tuning from the first or the last checkpoint to the last step, after which the model is
 * written.
 *
 * @param validateEvery steps between validations; 0 for none
 */
record FineTuningRun(
    RunFolder folder,
    FineTuningConfiguration configuration,
    SupervisedData data,
    Backend backend,
    SupervisedRun.Rhythm rhythm,
    long validateEvery,
    PrintWriter err) {

  /** The data of a configuration. */
  static SupervisedData open(FineTuningConfiguration configuration, RunFolder folder)
      throws IOException {
    ModelConfig model = configuration.modelLayout().config();
    return SupervisedData.open(
        configuration.dataSettings(),
        model instanceof VisionTransformerConfig vit ? vit.imageSize() : 0,
        folder.tokens());
  }

  /**
   * Trains to the end, or until it is to stop; then the state is saved.
   *
   * @return whether the model is written
   */
  boolean run(BooleanSupplier stop) throws IOException {
    Layout layout = configuration.modelLayout();
    Network network = layout.config().network();
    long steps = configuration.totalSteps(data.stepsPerEpoch());
    String identity = RunJson.of(configuration).toString();
    SupervisedRun run = new SupervisedRun(folder, identity, steps, data, rhythm, "", err);
    err.printf(
        Locale.ROOT,
        "%,d %s to train on, %d steps an epoch, %d steps from %s%n",
        data.examples(),
        data.unit(),
        data.stepsPerEpoch(),
        steps,
        configuration.start().text());
    try (PrefetchedBatches batches = new PrefetchedBatches(data.training(configuration.seed()));
        SupervisedTraining training =
            run.open(
                network,
                () ->
                    configuration.start().draw(layout.config(), backend, configuration.seed(), err),
                configuration.settings(),
                configuration.learningRates(data.stepsPerEpoch()),
                batches,
                backend)) {
      boolean finished = run.run(training, this::validate, stop);
      if (finished) {
        ModelFolder.write(
            folder.model(),
            layout,
            training.parameters()::get,
            "fine-tuned from " + configuration.start().text(),
            provenance(training),
            backend);
      }
      return finished;
    }
  }

  private Map<String, String> provenance(SupervisedTraining training) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("steps", Long.toString(training.steps()));
    metadata.put("seed", Long.toString(configuration.seed()));
    metadata.put("backend", backend.name());
    return metadata;
  }

  private void validate(SupervisedTraining training) throws IOException {
    Optional<FiniteBatchSource> validation = data.evaluation(SupervisedData.Split.VALIDATION);
    if (validateEvery == 0 || training.steps() % validateEvery != 0 || validation.isEmpty()) {
      return;
    }
    Evaluation evaluation =
        Evaluation.of(
            configuration.dataSettings().family(),
            training.network(),
            training.parameters()::get,
            validation.get(),
            backend,
            configuration.shards());
    ObjectNode line = RunJson.object().put("step", training.steps() - 1).put("split", "validation");
    evaluation.into(line);
    folder.addMetrics(line.toString());
    err.printf("  validation: %s%n", evaluation.text());
  }
}
