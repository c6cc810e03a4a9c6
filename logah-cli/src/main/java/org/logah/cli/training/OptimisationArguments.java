package org.logah.cli.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;

/** How long a run trains, with what in each step, and how. */
final class OptimisationArguments {
  @Option(names = "--batch", paramLabel = "N", description = "Images or windows in a step.")
  private Integer batch;

  @Option(names = "--length", paramLabel = "N", description = "Tokens of a window of text.")
  private Integer length;

  @Option(names = "--steps", paramLabel = "N", description = "How many steps.")
  private Long steps;

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
      names = "--shards",
      paramLabel = "N",
      description =
          "Parts of a batch that are worked on at the same time, each by a thread of its own;"
              + " best as many as there are processors. The result depends on it in the last bits.")
  private Integer shards;

  @Option(names = "--seed", paramLabel = "N", description = "Of all that is drawn.")
  private Long seed;

  /** By the names of a configuration's settings. */
  Map<String, Object> given() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("batch", batch);
    values.put("length", length);
    values.put("steps", steps);
    values.put("schedule", schedule);
    values.put("learningRate", learningRate);
    values.put("warmUp", warmUp);
    values.put("weightDecay", weightDecay);
    values.put("maxGradientNorm", maxGradientNorm);
    values.put("shards", shards);
    values.put("seed", seed);
    values.values().removeIf(Objects::isNull);
    return values;
  }
}
