package org.logah.cli.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.models.architectures.ArchitectureSettings;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.HostBatchSource;
import org.logah.models.data.image.ChannelStatistics;
import org.logah.models.data.image.EvaluationImages;
import org.logah.models.data.image.ImageDataset;
import org.logah.models.data.image.ImageOptions;
import org.logah.models.data.image.ImageSet;
import org.logah.models.data.image.ImageSplit;
import org.logah.models.data.image.TrainingImages;
import org.logah.models.data.text.EvaluationTokens;
import org.logah.models.data.text.Gpt2Encoder;
import org.logah.models.data.text.TokenFile;
import org.logah.models.data.text.TrainingTokens;

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
  private static final int EVALUATION_BATCH = 250;
  private static final int LANGUAGE_CLASSES = 10;
  private static final int EVALUATION_TOKENS = 4096;

  /** Opens what a configuration names; token files are made beside each other in a folder. */
  static TrainingData open(TrainingConfiguration configuration, Path folder) throws IOException {
    return configuration.family() == Family.VISION
        ? images(configuration)
        : texts(configuration, folder);
  }

  private static TrainingData images(TrainingConfiguration configuration) {
    ImageDataset dataset =
        ImageDataset.open(
            Path.of(configuration.data().get(0)), ImageOptions.DEFAULT.withChannels(3));
    ImageSet training = dataset.training();
    Optional<ImageSet> heldOut = Optional.empty();
    if (configuration.validationImages() > 0) {
      ImageSplit split =
          ImageSplit.random(training, configuration.validationImages(), configuration.seed());
      training = split.training();
      heldOut = Optional.of(split.heldOut());
    }
    ChannelStatistics statistics = ChannelStatistics.of(training);
    int classes = training.classNames().size();
    int batch = configuration.batch();
    return new TrainingData(
        new TrainingImages(training, statistics, batch, configuration.seed()),
        heldOut.map(images -> new EvaluationImages(images, statistics, EVALUATION_BATCH)),
        Math.max(1, training.count() / batch),
        training.count(),
        "images",
        batch,
        ArchitectureSettings.NONE.withImages(
            training.imageSize().height(), configuration.patchSizes(), classes),
        classes);
  }

  private static TrainingData texts(TrainingConfiguration configuration, Path folder)
      throws IOException {
    List<TokenFile> training = tokens(configuration.data(), folder);
    List<TokenFile> validation = tokens(configuration.validationData(), folder);
    int batch = configuration.batch();
    int length = configuration.length();
    long count = training.stream().mapToLong(TokenFile::count).sum();
    return new TrainingData(
        new TrainingTokens(training, batch, length, configuration.seed()),
        validation.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new EvaluationTokens(
                    validation,
                    Math.max(1, EVALUATION_TOKENS / length),
                    length,
                    EvaluationTokens.Rest.KEEP)),
        Math.max(1, count / ((long) batch * length)),
        count,
        "tokens",
        (long) batch * length,
        ArchitectureSettings.NONE,
        LANGUAGE_CLASSES);
  }

  private static List<TokenFile> tokens(List<String> texts, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<TokenFile> files = new ArrayList<>();
    for (String text : texts) {
      Path path = Path.of(text);
      if (path.toString().endsWith(".tokens")) {
        files.add(TokenFile.open(path));
        continue;
      }
      Path file = folder.resolve(path.getFileName() + ".tokens");
      boolean fresh =
          Files.exists(file)
              && Files.exists(path)
              && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(path)) > 0;
      files.add(
          fresh ? TokenFile.open(file) : TokenFile.encode(List.of(path), new Gpt2Encoder(), file));
    }
    return files;
  }
}
