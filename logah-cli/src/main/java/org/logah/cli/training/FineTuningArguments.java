package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The settings of fine-tuning that a user may give in place of a recipe's. */
final class FineTuningArguments {
  @Mixin private StartArguments start;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      split = ",",
      description = "An image set (CIFAR, IDX, folders, or a zip of one), or texts.")
  private List<String> data;

  @Option(
      names = "--validation-data",
      paramLabel = "FILE",
      split = ",",
      description = "Texts to validate with.")
  private List<String> validationData;

  @Option(
      names = "--validation-images",
      paramLabel = "N",
      description = "Training images held out to validate with.")
  private Integer validationImages;

  @Option(names = "--split-seed", paramLabel = "N", description = "Of the choice of these images.")
  private Long splitSeed;

  @Option(names = "--batch", paramLabel = "N", description = "Images or windows in a step.")
  private Integer batch;

  @Option(names = "--length", paramLabel = "N", description = "Tokens of a window of text.")
  private Integer length;

  @Option(names = "--steps", paramLabel = "N", description = "How many steps.")
  private Long steps;

  @Option(names = "--epochs", paramLabel = "N", description = "How many epochs instead of steps.")
  private Integer epochs;

  @Option(names = "--schedule", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
  private Schedule schedule;

  @Option(names = "--learning-rate", paramLabel = "X", description = "The highest rate.")
  private Double learningRate;

  @Option(names = "--warm-up", paramLabel = "SHARE", description = "Share of steps of warm-up.")
  private Double warmUp;

  @Option(names = "--weight-decay", paramLabel = "X", description = "Of AdamW.")
  private Double weightDecay;

  @Option(names = "--clip", paramLabel = "NORM", description = "Largest norm of gradients.")
  private Double maxGradientNorm;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "Share of each target's probability that goes to all classes alike.")
  private Double labelSmoothing;

  @Option(names = "--seed", paramLabel = "N", description = "Of all that is drawn.")
  private Long seed;

  private Map<String, Object> given() {
    Map<String, Object> values = new LinkedHashMap<>(start.given());
    values.put("data", absolute(data));
    values.put("validationData", absolute(validationData));
    values.put("validationImages", validationImages);
    values.put("splitSeed", splitSeed);
    values.put("batch", batch);
    values.put("length", length);
    values.put("steps", steps);
    values.put("epochs", epochs);
    values.put("schedule", schedule);
    values.put("learningRate", learningRate);
    values.put("warmUp", warmUp);
    values.put("weightDecay", weightDecay);
    values.put("maxGradientNorm", maxGradientNorm);
    values.put("labelSmoothing", labelSmoothing);
    values.put("seed", seed);
    values.values().removeIf(Objects::isNull);
    return values;
  }

  private static List<String> absolute(List<String> files) {
    return files == null
        ? null
        : files.stream().map(file -> Path.of(file).toAbsolutePath().toString()).toList();
  }

  boolean isAnyGiven() {
    return !given().isEmpty();
  }

  /** The initialisation as given, or {@code null}. */
  String initialisation() {
    return (String) start.given().get("initialisation");
  }

  /** Puts what was given in place of what is there. */
  void into(ObjectNode settings) {
    if (steps != null || epochs != null) {
      settings.putNull("steps").putNull("epochs");
    }
    settings.putArray("data");
    settings.putArray("validationData");
    given().forEach((name, value) -> settings.set(name, RunJson.tree(value)));
  }
}
