package org.logah.cli.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
