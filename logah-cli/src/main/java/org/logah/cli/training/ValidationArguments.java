package org.logah.cli.training;

import org.logah.api.InvalidInputException;
import picocli.CommandLine.Option;

/** How often a run is validated. */
final class ValidationArguments {
  @Option(
      names = "--validate-every",
      paramLabel = "STEPS",
      description =
          "Steps between validations, 0 for none; 500 by default. Of train: between trials on"
              + " held-out networks, 2000 by default, in short runs fewer, and one after the last"
              + " step.")
  private Long validateEvery;

  /**
   * What was given, else a default.
   *
   * @throws InvalidInputException if it is negative
   */
  long every(long byDefault) {
    long every = validateEvery == null ? byDefault : validateEvery;
    if (every < 0) {
      throw new InvalidInputException("--validate-every is %d; give 0 or more".formatted(every));
    }
    return every;
  }
}
