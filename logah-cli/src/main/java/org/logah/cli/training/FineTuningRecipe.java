package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.logah.api.InvalidInputException;
import org.logah.ghn.HypernetworkConfig.Family;

/**
 * Settings of fine-tuning to begin with, by name; docs/finetuning.md says which numbers are the
 * paper's.
 */
record FineTuningRecipe(String name, Family family, String settings) {
  private static final List<FineTuningRecipe> ALL =
      List.of(
          new FineTuningRecipe(
              "small",
              Family.VISION,
              """
              {"steps": 2000, "batch": 64, "learningRate": 3e-4, "warmUp": 0.01,
               "schedule": "CONSTANT", "shards": 2, "validationImages": 5000}
              """),
          new FineTuningRecipe(
              "small",
              Family.LANGUAGE,
              """
              {"steps": 2000, "batch": 8, "length": 128, "learningRate": 3e-4, "warmUp": 0.01,
               "schedule": "CONSTANT", "shards": 2}
              """),
          new FineTuningRecipe(
              "paper-cifar",
              Family.VISION,
              """
              {"epochs": 100, "batch": 64, "learningRate": 3e-4, "schedule": "COSINE_BY_EPOCH"}
              """),
          new FineTuningRecipe(
              "paper-imagenet",
              Family.VISION,
              """
              {"epochs": 30, "batch": 128, "learningRate": 3e-4, "schedule": "COSINE_BY_EPOCH",
               "labelSmoothing": 0.1}
              """),
          new FineTuningRecipe(
              "paper-language",
              Family.LANGUAGE,
              """
              {"epochs": 100, "batch": 6, "length": 1024, "learningRate": 1e-4,
               "schedule": "COSINE_BY_EPOCH"}
              """));

  /** What all have in common: AdamW as for the hypernetwork (arXiv 2405.16287). */
  private static final String COMMON =
      """
      {"hypernetwork": null, "noise": 0, "cutoff": 0, "newHead": false, "widenFrom": 0,
       "validationImages": 0,
       "splitSeed": 0, "length": 1, "steps": null, "epochs": null, "warmUp": 0,
       "weightDecay": 1e-2, "maxGradientNorm": 5, "labelSmoothing": 0, "shards": 1,
       "seed": 0}
      """;

  /**
   * The settings of a recipe, in which model, initialisation and data are missing.
   *
   * @throws InvalidInputException naming the recipes that the family has
   */
  static ObjectNode get(String name, Family family) {
    FineTuningRecipe recipe =
        ALL.stream()
            .filter(each -> each.name().equals(name) && each.family() == family)
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "there is no recipe %s of fine-tuning for models of family %s; known are %s"
                            .formatted(name, family, names(family))));
    ObjectNode settings = RunJson.object(COMMON);
    settings.setAll(RunJson.object(recipe.settings()));
    return settings;
  }

  private static String names(Family family) {
    return String.join(
        ", ",
        ALL.stream().filter(each -> each.family() == family).map(FineTuningRecipe::name).toList());
  }
}
