package org.logah.cli;

import org.logah.models.Overrides;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What to change about a model that is known by name or by its config.json. */
public final class ModelOverrides {
  @Option(names = "--image-size", paramLabel = "PIXELS", description = "Side of the image.")
  private Integer imageSize;

  @Option(names = "--patch-size", paramLabel = "PIXELS", description = "Side of a patch.")
  private Integer patchSize;

  @Option(names = "--classes", paramLabel = "N", description = "Outputs of a classifier.")
  private Integer classes;

  @ArgGroup private Tying tying = new Tying();

  /** As given; what was not given is left as it is. */
  public Overrides chosen() {
    return new Overrides(imageSize, patchSize, classes, tying.chosen());
  }
}
