package org.logah.cli.training;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.logah.api.InvalidInputException;
import org.logah.api.training.AdamW;
import org.logah.api.training.LearningRate;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.WidthHandling;
import org.logah.ghn.training.MetaTrainingSettings;
import org.logah.graph.SizeFeatures;

/**
 * Everything that fixes a run of meta-training on one backend; stored with the run as JSON.
 *
 * @param family what the networks process
 * @param hypernetwork label of a preset, such as {@code logah-tiny}
 * @param maxOut most rows of a weight that are decoded, of which larger weights are repetitions
 * @param sizeFeatures how sizes of nodes become features
 * @param rowGrid rows of a factor that are decoded for axes of any width; 0 for their own
 * @param linearFanIn whether predicted weights shrink with fan-in instead of its root
 * @param start file of the hypernetwork to begin with; {@code null} for a new one
 * @param architectures name or file of the set of architectures
 * @param patchSizes sides of patches in pixels, for vision; {@code null} leaves them to the set
 * @param data an image set, or texts
 * @param validationData texts to validate with; of images some of {@code data} are held out
 * @param validationImages how many training images are held out to validate with
 * @param batch images or windows of text in a step
 * @param length tokens of a window of text
 * @param steps how many
 * @param schedule of the learning rate
 * @param learningRate its highest
 * @param warmUp share of the steps in which the learning rate grows
 * @param metaBatch networks in a step
 * @param regularisation weight of the norms of predicted parameters
 * @param weightDecay of AdamW
 * @param maxGradientNorm to which gradients are clipped
 * @param averageDecay of the moving average of the parameters; 0 keeps none
 * @param embeddingGain factor of the initial embeddings
 * @param decoderGain factor of the initial weights of the decoder's perceptron
 * @param shards into which a batch is cut, each for a thread of its own
 * @param seed of everything that is drawn
 */
record TrainingConfiguration(
    Family family,
    String hypernetwork,
    int maxOut,
    SizeFeatures sizeFeatures,
    int rowGrid,
    boolean linearFanIn,
    String start,
    String architectures,
    List<Integer> patchSizes,
    List<String> data,
    List<String> validationData,
    int validationImages,
    int batch,
    int length,
    long steps,
    Schedule schedule,
    double learningRate,
    double warmUp,
    int metaBatch,
    double regularisation,
    double weightDecay,
    double maxGradientNorm,
    double averageDecay,
    double embeddingGain,
    double decoderGain,
    int shards,
    long seed) {
  /**
   * Checks what needs no file.
   *
   * @throws InvalidInputException naming every setting that is impossible
   */
  TrainingConfiguration {
    data = List.copyOf(data);
    validationData = List.copyOf(validationData);
    SettingProblems problems = new SettingProblems();
    if (data.isEmpty()) {
      problems.add("no data are given; --data names an image set, or texts");
    }
    problems.addAll(
        DataSettings.untested(family, data, validationData, validationImages, seed, batch, length)
            .problems());
    if (family == Family.LANGUAGE && patchSizes != null) {
      problems.add("patch sizes are given, but the networks read text");
    }
    if (steps < 1) {
      problems.add("there are %d steps, not 1 or more".formatted(steps));
    }
    if (!(learningRate > 0)) {
      problems.add("the learning rate is %s, not above 0".formatted(learningRate));
    }
    if (!(warmUp >= 0 && warmUp <= 1)) {
      problems.add("the share of warm-up is %s, not in [0, 1]".formatted(warmUp));
    }
    problems.addThoseOf(() -> AdamW.LOGAH.with(weightDecay, maxGradientNorm));
    problems.addThoseOf(
        () ->
            new MetaTrainingSettings(
                metaBatch,
                regularisation,
                AdamW.LOGAH,
                averageDecay,
                embeddingGain,
                decoderGain,
                shards,
                seed));
    problems.requireNone("training");
  }

  /** The hypernetwork, for so many classes. */
  HypernetworkConfig hypernetworkConfig(int classes) {
    return HypernetworkPreset.of(hypernetwork)
        .config(family, classes)
        .withMaxOut(maxOut)
        .withWidths(new WidthHandling(sizeFeatures, rowGrid, linearFanIn));
  }

  @JsonIgnore
  MetaTrainingSettings settings() {
    return new MetaTrainingSettings(
        metaBatch,
        regularisation,
        AdamW.LOGAH.with(weightDecay, maxGradientNorm),
        averageDecay,
        embeddingGain,
        decoderGain,
        shards,
        seed);
  }

  @JsonIgnore
  DataSettings dataSettings() {
    return DataSettings.untested(
        family, data, validationData, validationImages, seed, batch, length);
  }

  /** The learning rate of every step, where so many of them make an epoch. */
  @JsonIgnore
  LearningRate learningRates(long stepsPerEpoch) {
    return schedule.rates(learningRate, Math.round(warmUp * steps), steps, stepsPerEpoch);
  }
}
