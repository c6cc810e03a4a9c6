package org.logah.cli.comparison;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.logah.cli.TinyData;
import org.logah.cli.training.RunJson;

/** Plans that are followed within seconds. */
final class TinyPlan {
  private TinyPlan() {}

  /** Two networks, three initialisations, two seeds, and a control. */
  static ObjectNode vision(Path folder) {
    ObjectNode plan =
        RunJson.object(
            """
            {"data": {"family": "vision", "training": [], "validationImages": 12, "batch": 6},
             "warmUpSteps": 1, "budgets": [0, 2, 5], "seeds": [1, 2],
             "rateChoice": {"rates": [0.001, 0.01], "steps": 3, "network": "small"},
             "networks": [{"name": "small"}, {"name": "deep", "budgets": [0, 3]}],
             "initialisations": [
               {"name": "random", "kind": "random"},
               {"name": "mimetic", "kind": "mimetic"},
               {"name": "untrained", "kind": "ghn", "hypernetwork": "logah-tiny", "noise": 0.1}],
             "controls": [
               {"network": "small", "initialisation": "random", "seed": 1, "steps": 6}]}
            """);
    plan.withObject("/data").putArray("training").add(TinyData.images(folder).toString());
    ObjectNode small = (ObjectNode) plan.withArray("networks").get(0);
    small.set("config", RunJson.object(TinyData.vit(1, 8, TinyData.CLASSES)));
    ObjectNode deep = (ObjectNode) plan.withArray("networks").get(1);
    deep.set("config", RunJson.object(TinyData.vit(2, 8, TinyData.CLASSES)));
    return plan;
  }

  /** One network, two initialisations and a control, tested with two texts. */
  static ObjectNode language(Path folder) throws IOException {
    Files.createDirectories(folder);
    ObjectNode plan =
        RunJson.object(
            """
            {"data": {"family": "language", "batch": 2, "length": 6, "evaluationTargets": 12},
             "budgets": [0, 2], "seeds": [1],
             "rateChoice": {"rates": [0.01], "steps": 1},
             "networks": [{"name": "small"}],
             "initialisations": [
               {"name": "random", "kind": "random"}, {"name": "orthogonal", "kind": "orthogonal"}],
             "controls": [
               {"network": "small", "initialisation": "random", "seed": 1, "steps": 3}]}
            """);
    ObjectNode data = plan.withObject("/data");
    for (String purpose : List.of("training", "validation", "test")) {
      data.putArray(purpose).add(TinyData.text(folder.resolve(purpose + ".txt")).toString());
    }
    Path other = folder.resolve("other.txt");
    Files.writeString(other, "Nothing of this was said before, and all of it is short. ".repeat(9));
    data.withArray("test").add(other.toString());
    ((ObjectNode) plan.withArray("networks").get(0))
        .set(
            "config",
            RunJson.object(Files.readString(TinyData.gpt(folder.resolve("config.json")))));
    return plan;
  }
}
