package org.logah.api.training;

import org.logah.api.InvalidInputException;

/**
 * How one network is trained on labelled data.
 *
 * @param optimiser settings of AdamW
 * @param labelSmoothing share of each target's probability that goes to all classes alike
 */
public record SupervisedSettings(AdamW optimiser, double labelSmoothing) {
  /** LoGAH's settings of AdamW, and labels as they are. */
  public static final SupervisedSettings LOGAH = new SupervisedSettings(AdamW.LOGAH, 0);

  /**
   * @throws InvalidInputException if the label smoothing is not in [0, 1)
   */
  public SupervisedSettings {
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new InvalidInputException(
          "supervised training: the label smoothing is %s, not in [0, 1)"
              .formatted(labelSmoothing));
    }
  }
}
