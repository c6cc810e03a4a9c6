package org.logah.cli.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;
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

/**
 * An image set in three parts, normalised with the statistics of the first.
 *
 * @param dataset the whole
 * @param images of it, to train on
 * @param heldOut of it, to validate with
 * @param statistics of the images to train on
 * @param batch images in a step
 */
record ImageData(
    ImageDataset dataset,
    ImageSet images,
    Optional<ImageSet> heldOut,
    ChannelStatistics statistics,
    int batch)
    implements SupervisedData {
  private static final int EVALUATION_BATCH = 250;

  static ImageData open(DataSettings settings, int imageSize) {
    ImageDataset dataset =
        ImageDataset.open(
            Path.of(settings.training().get(0)),
            ImageOptions.DEFAULT.withChannels(3).withSize(imageSize));
    ImageSet training = dataset.training();
    Optional<ImageSet> heldOut = Optional.empty();
    if (settings.validationImages() > 0) {
      ImageSplit split =
          ImageSplit.random(training, settings.validationImages(), settings.splitSeed());
      training = split.training();
      heldOut = Optional.of(split.heldOut());
    }
    return new ImageData(
        dataset, training, heldOut, ChannelStatistics.of(training), settings.batch());
  }

  @Override
  public void close() {
    dataset.close();
  }

  @Override
  public HostBatchSource training(long seed) {
    return new TrainingImages(images, statistics, batch, seed);
  }

  @Override
  public Map<String, FiniteBatchSource> tests() {
    return Map.of("", require(Split.TEST));
  }

  @Override
  public Optional<FiniteBatchSource> evaluation(Split split) {
    Optional<ImageSet> set = split == Split.TEST ? Optional.of(dataset.test()) : heldOut;
    return set.map(chosen -> new EvaluationImages(chosen, statistics, EVALUATION_BATCH));
  }

  @Override
  public long examples() {
    return images.count();
  }

  @Override
  public String unit() {
    return "images";
  }

  @Override
  public long perBatch() {
    return batch;
  }

  @Override
  public int classes() {
    return images.classNames().size();
  }

  @Override
  public ArchitectureSettings architectureSettings(List<Integer> patchSizes) {
    return ArchitectureSettings.NONE.withImages(images.imageSize().height(), patchSizes, classes());
  }

  @Override
  public List<String> problems(ModelConfig model) {
    if (!(model instanceof VisionTransformerConfig vit)) {
      return List.of("the data are images, but the model is a " + model.family());
    }
    List<String> problems = new ArrayList<>();
    if (vit.classes() != classes()) {
      problems.add(
          "the images have %d classes, but the model tells %d apart; give --classes %d"
              .formatted(classes(), vit.classes(), classes()));
    }
    if (vit.imageSize() != images.imageSize().height()
        || vit.imageSize() != images.imageSize().width()) {
      problems.add(
          "the images are %s, but the model takes squares of %d; give --image-size"
              .formatted(images.imageSize(), vit.imageSize()));
    }
    return problems;
  }
}
