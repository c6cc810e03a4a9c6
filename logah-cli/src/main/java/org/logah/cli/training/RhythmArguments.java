package org.logah.cli.training;

import org.logah.api.InvalidInputException;
import picocli.CommandLine.Option;

/** How often a run tells of itself and keeps its state. */
public final class RhythmArguments {
  /** Steps between lines of metrics in runs that are not short. */
  public static final long LOG_EVERY = 100;

  @Option(
      names = "--log-every",
      paramLabel = "STEPS",
      description =
          "Steps between lines of metrics; "
              + LOG_EVERY
              + " by default. Of train: in short runs fewer.")
  private Long logEvery;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      defaultValue = "500",
      description = "Steps between checkpoints; ${DEFAULT-VALUE} by default.")
  private long checkpointEvery;

  /**
   * What was given, else the defaults.
   *
   * @param logByDefault steps between lines of metrics
   * @throws InvalidInputException if that is no rhythm
   */
  public SupervisedRun.Rhythm rhythm(long logByDefault) {
    return new SupervisedRun.Rhythm(logEvery == null ? logByDefault : logEvery, checkpointEvery);
  }
}
