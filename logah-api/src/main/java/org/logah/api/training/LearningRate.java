package org.logah.api.training;

import org.logah.api.InvalidInputException;

/** The learning rate of every step, a function of the step's number alone. */
@FunctionalInterface
public interface LearningRate {
  /** Of the published schedule: five of warm-up, and two for its cosine to fall. */
  int FEWEST_EPOCHS = 7;

  /** The rate of step {@code step}, 0 for the first. */
  double at(long step);

  /**
   * Linear warm-up from a little above 0 to the peak, then half a cosine down to 0, step by step.
   *
   * @param peak the highest rate
   * @param warmUp steps of warm-up
   * @param steps all steps; those after it have rate 0
   */
  static LearningRate cosine(double peak, long warmUp, long steps) {
    requirePositive(peak, steps);
    return step -> {
      if (step >= steps) {
        return 0;
      }
      if (step < warmUp) {
        return peak * (step + 1) / warmUp;
      }
      double share = Math.min(1, (double) (step - warmUp) / Math.max(1, steps - warmUp));
      return peak / 2 * (1 + Math.cos(Math.PI * share));
    };
  }

  /**
   * The published schedule of LoGAH, constant within an epoch: five epochs of warm-up from 1e-5,
   * the last of which is the cosine's, then half a cosine.
   *
   * @param peak the highest rate
   * @param epochs all epochs
   * @param stepsPerEpoch steps of one epoch
   * @throws InvalidInputException if there are fewer than seven epochs, over which the formula does
   *     not fall
   */
  static LearningRate cosineByEpoch(double peak, long epochs, long stepsPerEpoch) {
    requirePositive(peak, epochs);
    requirePositive(peak, stepsPerEpoch);
    if (epochs < FEWEST_EPOCHS) {
      throw new InvalidInputException(
          "the published schedule has five epochs of warm-up and needs %d in all, but there are %d"
                  .formatted(FEWEST_EPOCHS, epochs)
              + "; train longer, or take a cosine step by step");
    }
    return step -> {
      long epoch = step / stepsPerEpoch;
      if (epoch < 4) {
        return 1e-5 + epoch * (peak - 1e-5) / 4;
      }
      return peak / 2 * (1 + Math.cos(Math.PI * (epoch - 5) / Math.max(1, epochs - 5)));
    };
  }

  /** Linear warm-up, then the peak for ever. */
  static LearningRate constant(double peak, long warmUp) {
    requirePositive(peak, 1);
    return step -> step < warmUp ? peak * (step + 1) / warmUp : peak;
  }

  private static void requirePositive(double peak, long length) {
    if (!(peak > 0) || length < 1) {
      throw new InvalidInputException(
          "a learning rate of %s over %d steps or epochs; both must be above 0"
              .formatted(peak, length));
    }
  }
}
