package org.logah.cli.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.architectures.ArchitectureSettings;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.HostBatchSource;

/**
 * The data of a run, opened.
 *
 * @param training batches without end
 * @param validation batches that training never sees; empty if none were asked for
 * @param stepsPerEpoch batches that make an epoch
 * @param examples how many images or tokens there are to train on
 * @param unit what is counted: images or tokens
 * @param perBatch how many of them a batch has
 * @param settings what the data ask of the networks
 * @param classes outputs of the classifiers; for language what published configurations have
 */
record TrainingData(
    HostBatchSource training,
    Optional<FiniteBatchSource> validation,
    long stepsPerEpoch,
    long examples,
    String unit,
    long perBatch,
    ArchitectureSettings settings,
    int classes) {
  private static final int LANGUAGE_CLASSES = 10;

  /** What keeps a network from being trained on these data; empty if nothing does. */
  Stream<String> misfit(ModelConfig config) {
    List<String> problems = new ArrayList<>();
    if (config instanceof VisionTransformerConfig vision) {
      if (settings.imageSize() == null) {
        problems.add("%s is a vision model, but the data are texts".formatted(config));
      } else if (vision.imageSize() != settings.imageSize() || vision.classes() != classes) {
        problems.add(
            "%s is for images of %d pixels and %d classes, the data have %d and %d"
                .formatted(
                    config, vision.imageSize(), vision.classes(), settings.imageSize(), classes));
      }
    } else if (settings.imageSize() != null) {
      problems.add("%s is a language model, but the data are images".formatted(config));
    }
    return problems.stream();
  }

  /** Opens what a configuration names; token files are made beside each other in a folder. */
  static TrainingData open(TrainingConfiguration configuration, Path folder) throws IOException {
    SupervisedData data = SupervisedData.open(configuration.dataSettings(), 0, folder);
    ArchitectureSettings settings = ArchitectureSettings.NONE;
    int classes = LANGUAGE_CLASSES;
    if (data instanceof ImageData images) {
      classes = images.classes();
      settings =
          settings.withImages(images.imageSize(), configuration.patchSizes(), images.classes());
    }
    return new TrainingData(
        data.training(configuration.seed()),
        data.evaluation(SupervisedData.Split.VALIDATION),
        data.stepsPerEpoch(),
        data.examples(),
        data.unit(),
        data.perBatch(),
        settings,
        classes);
  }
}
