package org.logah.cli.training;

import org.logah.api.training.LearningRate;

/** How the learning rate changes. */
public enum Schedule {
  /** Warm-up, then half a cosine down to zero, step by step. */
  COSINE,
  /** As published: five epochs of warm-up, then half a cosine, epoch by epoch. */
  COSINE_BY_EPOCH,
  /** Warm-up, then constant. */
  CONSTANT;

  /**
   * The rate of every step.
   *
   * @param peak the highest rate
   * @param warmUp steps of warm-up; {@link #COSINE_BY_EPOCH} has its own
   * @param steps all steps
   * @param stepsPerEpoch how many of them make an epoch
   */
  public LearningRate rates(double peak, long warmUp, long steps, long stepsPerEpoch) {
    return switch (this) {
      case COSINE -> LearningRate.cosine(peak, warmUp, steps);
      case CONSTANT -> LearningRate.constant(peak, warmUp);
      case COSINE_BY_EPOCH ->
          LearningRate.cosineByEpoch(peak, Math.max(1, steps / stepsPerEpoch), stepsPerEpoch);
    };
  }
}
