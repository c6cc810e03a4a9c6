package org.logah.cli.training;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.logah.api.InvalidInputException;
import org.logah.api.training.AdamW;
import org.logah.api.training.LearningRate;
import org.logah.api.training.SupervisedSettings;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.layout.Layout;

/**
 * Everything that fixes a run of fine-tuning on one backend; stored with the run as JSON.
 *
 * @param model its config.json in the layout that the result is written in
 * @param initialisation see {@link StartingPoint}
 * @param hypernetwork see {@link StartingPoint}
 * @param noise see {@link StartingPoint}
 * @param cutoff see {@link StartingPoint}
 * @param newHead see {@link StartingPoint}
 * @param widenFrom see {@link StartingPoint}
 * @param data an image set, or texts
 * @param validationData texts to validate with
 * @param validationImages how many training images are held out to validate with
 * @param splitSeed of the choice of these images
 * @param batch images or windows of text in a step
 * @param length tokens of a window of text
 * @param steps how many; {@code null} if epochs are given
 * @param epochs how many; {@code null} if steps are given
 * @param schedule of the learning rate
 * @param learningRate its highest
 * @param warmUp share of the steps in which the learning rate grows
 * @param weightDecay of AdamW
 * @param maxGradientNorm to which gradients are clipped
 * @param labelSmoothing share of each target's probability that goes to all classes alike
 * @param shards into which a batch is cut, each for a thread of its own
 * @param seed of everything that is drawn
 */
record FineTuningConfiguration(
    JsonNode model,
    String layout,
    String initialisation,
    String hypernetwork,
    double noise,
    int cutoff,
    boolean newHead,
    int widenFrom,
    List<String> data,
    List<String> validationData,
    int validationImages,
    long splitSeed,
    int batch,
    int length,
    Long steps,
    Integer epochs,
    Schedule schedule,
    double learningRate,
    double warmUp,
    double weightDecay,
    double maxGradientNorm,
    double labelSmoothing,
    int shards,
    long seed) {

  /**
   * Checks what needs no file.
   *
   * @throws InvalidInputException naming every setting that is impossible
   */
  FineTuningConfiguration {
    data = List.copyOf(data);
    validationData = List.copyOf(validationData);
    SettingProblems problems = new SettingProblems();
    if ((steps == null) == (epochs == null)) {
      problems.add("give either --steps or --epochs");
    }
    if ((steps != null && steps < 1) || (epochs != null && epochs < 1)) {
      problems.add("steps are %s, epochs %s; there must be 1 or more".formatted(steps, epochs));
    }
    if (data.isEmpty()) {
      problems.add("no data are given; --data names an image set, or texts");
    }
    problems.addAll(
        DataSettings.untested(
                family(Layout.fromConfigJson(model.toString()).config()),
                data,
                validationData,
                validationImages,
                splitSeed,
                batch,
                length)
            .problems());
    if (!(learningRate > 0)) {
      problems.add("the learning rate is %s, not above 0".formatted(learningRate));
    }
    if (!(warmUp >= 0 && warmUp <= 1)) {
      problems.add("the share of warm-up is %s, not in [0, 1]".formatted(warmUp));
    }
    problems.addThoseOf(() -> AdamW.LOGAH.with(weightDecay, maxGradientNorm));
    problems.addThoseOf(() -> new SupervisedSettings(AdamW.LOGAH, labelSmoothing, shards));
    problems.requireNone("fine-tuning");
  }

  @JsonIgnore
  Layout modelLayout() {
    return Layout.of(Layout.fromConfigJson(model.toString()).config(), layout);
  }

  @JsonIgnore
  StartingPoint start() {
    return new StartingPoint(initialisation, hypernetwork, noise, cutoff, newHead, widenFrom);
  }

  @JsonIgnore
  SupervisedSettings settings() {
    return new SupervisedSettings(
        AdamW.LOGAH.with(weightDecay, maxGradientNorm), labelSmoothing, shards);
  }

  /** The settings of the data, where nothing is to be tested. */
  @JsonIgnore
  DataSettings dataSettings() {
    return DataSettings.untested(
        family(modelLayout().config()),
        data,
        validationData,
        validationImages,
        splitSeed,
        batch,
        length);
  }

  static Family family(ModelConfig model) {
    return model instanceof VisionTransformerConfig ? Family.VISION : Family.LANGUAGE;
  }

  /** How many steps, where so many of them make an epoch. */
  @JsonIgnore
  long totalSteps(long stepsPerEpoch) {
    return steps == null ? Math.multiplyExact((long) epochs, stepsPerEpoch) : steps;
  }

  /** The learning rate of every step, where so many of them make an epoch. */
  @JsonIgnore
  LearningRate learningRates(long stepsPerEpoch) {
    long total = totalSteps(stepsPerEpoch);
    return schedule.rates(learningRate, Math.round(warmUp * total), total, stepsPerEpoch);
  }
}
