package org.logah.cli.comparison;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.layout.Layout;

/**
 * A network that initialisations are compared on.
 *
 * @param name in the report
 * @param config its config.json
 * @param budgets the steps after which it is evaluated, ascending
 */
record PlannedNetwork(String name, JsonNode config, List<Long> budgets) {
  PlannedNetwork {
    budgets = List.copyOf(budgets);
  }

  @JsonIgnore
  ModelConfig model() {
    return Layout.fromConfigJson(config.toString()).config();
  }

  /** Side of the images that it takes; 0 if it reads text. */
  @JsonIgnore
  int imageSize() {
    return model() instanceof VisionTransformerConfig vit ? vit.imageSize() : 0;
  }
}
