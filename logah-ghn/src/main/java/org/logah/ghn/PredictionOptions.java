package org.logah.ghn;

import org.logah.api.InvalidInputException;
import org.logah.graph.GraphEncoder;

/**
 * How to predict.
 *
 * @param seed of what is drawn and not predicted: class tokens, their row of the positional table
 * @param cutoff longest path that counts as a virtual edge
 */
public record PredictionOptions(long seed, int cutoff) {
  /** The cutoff of training. */
  public static final int TRAINING_CUTOFF = 50;

  /** The cutoff at which the authors evaluate language models. */
  public static final int LANGUAGE_CUTOFF = 250;

  public PredictionOptions {
    if (cutoff < 1 || cutoff > GraphEncoder.MAX_CUTOFF) {
      throw new InvalidInputException(
          "cutoff is %d; it must be 1 to %d".formatted(cutoff, GraphEncoder.MAX_CUTOFF));
    }
  }

  /** Seed 0, and the authors' cutoff for predicting for networks of this family. */
  public static PredictionOptions of(HypernetworkConfig.Family family) {
    return new PredictionOptions(
        0, family == HypernetworkConfig.Family.LANGUAGE ? LANGUAGE_CUTOFF : TRAINING_CUTOFF);
  }

  public PredictionOptions withSeed(long changed) {
    return new PredictionOptions(changed, cutoff);
  }
}
