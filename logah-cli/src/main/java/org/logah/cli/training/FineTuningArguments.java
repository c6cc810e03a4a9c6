package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The settings of fine-tuning that a user may give in place of a recipe's. */
final class FineTuningArguments {
  @Mixin private StartArguments start;
  @Mixin private DataArguments data;
  @Mixin private OptimisationArguments optimisation;

  @Option(names = "--split-seed", paramLabel = "N", description = "Of the choice of these images.")
  private Long splitSeed;

  @Option(names = "--epochs", paramLabel = "N", description = "How many epochs instead of steps.")
  private Integer epochs;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "Share of each target's probability that goes to all classes alike.")
  private Double labelSmoothing;

  private Map<String, Object> given() {
    Map<String, Object> values = new LinkedHashMap<>(start.given());
    values.putAll(data.given());
    values.putAll(optimisation.given());
    values.put("splitSeed", splitSeed);
    values.put("epochs", epochs);
    values.put("labelSmoothing", labelSmoothing);
    values.values().removeIf(Objects::isNull);
    return values;
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
    if (epochs != null || optimisation.given().containsKey("steps")) {
      settings.putNull("steps").putNull("epochs");
    }
    settings.putArray("data");
    settings.putArray("validationData");
    given().forEach((name, value) -> settings.set(name, RunJson.tree(value)));
  }
}
