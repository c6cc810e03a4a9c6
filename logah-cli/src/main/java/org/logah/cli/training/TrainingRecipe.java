package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.logah.api.InvalidInputException;

/** Settings to begin with, by name: those of the paper, and others for two processor cores. */
final class TrainingRecipe {
  private static final Map<String, String> RECIPES = new LinkedHashMap<>();

  static {
    RECIPES.put(
        "small-vision",
        """
        {"family": "VISION", "architectures": "vits-small", "batch": 64, "steps": 60000,
         "schedule": "COSINE", "learningRate": 1e-3, "warmUp": 0.03, "metaBatch": 1,
         "embeddingGain": 4, "decoderGain": 1.7, "shards": 2, "validationImages": 5000}
        """);
    RECIPES.put(
        "small-language",
        """
        {"family": "LANGUAGE", "architectures": "gpts-small", "maxOut": 16384, "batch": 4,
         "length": 128, "steps": 30000, "schedule": "COSINE", "learningRate": 1e-3, "warmUp": 0.03,
         "metaBatch": 1, "embeddingGain": 4, "decoderGain": 1.7, "shards": 2}
        """);
    RECIPES.put(
        "paper-vision",
        """
        {"family": "VISION", "architectures": "vits-1k", "batch": 64, "steps": 234600,
         "schedule": "COSINE_BY_EPOCH", "learningRate": 3e-4, "metaBatch": 1}
        """);
    RECIPES.put(
        "paper-language",
        """
        {"family": "LANGUAGE", "architectures": "gpts-1k", "batch": 6, "length": 1024,
         "steps": 100000, "schedule": "COSINE", "warmUp": 0.05, "learningRate": 1e-4,
         "metaBatch": 2}
        """);
  }

  /** What LoGAH's published settings have in common (arXiv 2405.16287). */
  private static final String COMMON =
      """
      {"hypernetwork": "logah-tiny", "maxOut": 2048, "sizeFeatures": "TABLE",
       "rowGrid": 0, "linearFanIn": false, "start": null, "patchSizes": null, "data": [],
       "validationData": [], "validationImages": 0, "length": 1, "warmUp": 0,
       "regularisation": 3e-5, "weightDecay": 1e-2, "maxGradientNorm": 5, "averageDecay": 0,
       "embeddingGain": 1, "decoderGain": 1, "shards": 1, "seed": 0}
      """;

  private TrainingRecipe() {}

  static String names() {
    return String.join(", ", RECIPES.keySet());
  }

  /**
   * The settings of a recipe, in which the data are missing.
   *
   * @throws InvalidInputException naming the recipes that exist
   */
  static ObjectNode get(String name) {
    String own = RECIPES.get(name);
    if (own == null) {
      throw new InvalidInputException(
          "there is no recipe %s; known are %s".formatted(name, names()));
    }
    ObjectNode settings = RunJson.object(COMMON);
    settings.setAll(RunJson.object(own));
    return settings;
  }
}
