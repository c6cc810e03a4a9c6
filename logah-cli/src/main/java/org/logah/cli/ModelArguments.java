package org.logah.cli;

import java.io.IOException;
import java.util.Optional;
import org.logah.api.InvalidInputException;
import org.logah.models.layout.Layout;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which model is meant: a name or a config.json, and what to change about it. */
final class ModelArguments {
  @Parameters(
      paramLabel = "MODEL",
      description = "A model's name, as `logah info` lists them, or a config.json.")
  private String model;

  @Mixin private ModelOverrides overrides;

  /** As given. */
  String text() {
    return model;
  }

  /**
   * The model, in the layout that its config.json has or that is usual for its family.
   *
   * @throws InvalidInputException if there is no such model or it is impossible
   */
  Layout resolve(Optional<String> layout) throws IOException {
    return ModelChoice.resolve(model, overrides.chosen(), layout);
  }
}
