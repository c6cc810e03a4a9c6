package org.logah.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a run has noted in its {@code metrics.jsonl}.
 *
 * @param training in the order of the steps
 * @param validation in the order of the steps
 * @param unreadable lines that are no metrics, such as the last one of a run that was killed
 */
record RunMetrics(List<TrainingPoint> training, List<ValidationPoint> validation, int unreadable) {
  private static final String PER_SECOND = "PerSecond";
  private static final int RECENT = 10;

  /**
   * Means over some steps.
   *
   * @param steps done when they were taken
   * @param loss in nats, with the regularisation
   * @param learningRate of the last of the steps
   * @param secondsPerStep time of a step
   * @param unit of the data: images or tokens
   * @param perSecond units seen in a second
   * @param skipped steps whose gradients were not finite
   */
  record TrainingPoint(
      long steps,
      double loss,
      double learningRate,
      double secondsPerStep,
      String unit,
      double perSecond,
      int skipped) {}

  /**
   * A trial of predicted parameters on a held-out network.
   *
   * @param steps done when it took place
   * @param network as the configuration describes itself
   * @param novelty what is new about the network
   * @param loss mean cross-entropy, in nats
   * @param accuracy share of images that are classified right; empty for language
   * @param seconds that it took
   */
  record ValidationPoint(
      long steps,
      String network,
      String novelty,
      double loss,
      OptionalDouble accuracy,
      double seconds) {
    double perplexity() {
      return Math.exp(loss);
    }
  }

  /** Reads a file of metrics; a missing one has none. */
  static RunMetrics read(Path file) throws IOException {
    List<TrainingPoint> training = new ArrayList<>();
    List<ValidationPoint> validation = new ArrayList<>();
    int unreadable = 0;
    JsonMapper mapper = new JsonMapper();
    // A killed run may leave half a character, which must not hide the lines before it.
    String text =
        Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
      try {
        JsonNode json = mapper.readTree(line);
        if (json.has("network")) {
          validation.add(validation(json));
        } else if (json.has("learningRate") && json.has("step")) {
          training.add(training(json));
        } else {
          unreadable++;
        }
      } catch (JsonProcessingException e) {
        unreadable++;
      }
    }
    training.sort(Comparator.comparingLong(TrainingPoint::steps));
    validation.sort(Comparator.comparingLong(ValidationPoint::steps));
    return new RunMetrics(List.copyOf(training), List.copyOf(validation), unreadable);
  }

  private static TrainingPoint training(JsonNode json) {
    String unit = "units";
    double perSecond = Double.NaN;
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (name.endsWith(PER_SECOND)) {
        unit = name.substring(0, name.length() - PER_SECOND.length());
        perSecond = number(json, name);
      }
    }
    return new TrainingPoint(
        json.path("step").asLong() + 1,
        number(json, "loss"),
        number(json, "learningRate"),
        number(json, "secondsPerStep"),
        unit,
        perSecond,
        json.path("skippedSteps").asInt());
  }

  private static ValidationPoint validation(JsonNode json) {
    return new ValidationPoint(
        json.path("step").asLong() + 1,
        json.path("network").asText(),
        json.path("novelty").asText(),
        number(json, "loss"),
        json.has("accuracy") ? OptionalDouble.of(number(json, "accuracy")) : OptionalDouble.empty(),
        json.path("seconds").asDouble());
  }

  private static double number(JsonNode json, String name) {
    return json.path(name).isNumber() ? json.path(name).asDouble() : Double.NaN;
  }

  boolean isEmpty() {
    return training.isEmpty() && validation.isEmpty();
  }

  /** Steps done when the last line was written. */
  long steps() {
    long trained = training.isEmpty() ? 0 : training.get(training.size() - 1).steps();
    long tried = validation.isEmpty() ? 0 : validation.get(validation.size() - 1).steps();
    return Math.max(trained, tried);
  }

  /** The last means; to be asked of metrics that have some. */
  TrainingPoint last() {
    return training.get(training.size() - 1);
  }

  /** Time of all steps and trials, in seconds, without the pauses between an end and a resume. */
  double seconds() {
    double sum = validation.stream().mapToDouble(ValidationPoint::seconds).sum();
    long before = 0;
    for (TrainingPoint point : training) {
      sum += (point.steps() - before) * point.secondsPerStep();
      before = point.steps();
    }
    return sum;
  }

  /** How fast the last few lines were, in units of data a second. */
  double recentSpeed() {
    return recent(RECENT).mapToDouble(TrainingPoint::perSecond).average().orElse(Double.NaN);
  }

  /** How fast the last few lines were, in seconds a step. */
  double recentSecondsPerStep() {
    return recent(RECENT).mapToDouble(TrainingPoint::secondsPerStep).average().orElse(Double.NaN);
  }

  private Stream<TrainingPoint> recent(int count) {
    return training.stream().skip(Math.max(0, training.size() - count));
  }

  /** The trials of each network, by its description, in the order of first appearance. */
  Map<String, List<ValidationPoint>> byNetwork() {
    Map<String, List<ValidationPoint>> networks = new LinkedHashMap<>();
    for (ValidationPoint point : validation) {
      networks.computeIfAbsent(point.network(), name -> new ArrayList<>()).add(point);
    }
    return networks;
  }
}
