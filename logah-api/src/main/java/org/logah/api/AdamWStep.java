package org.logah.api;

/**
 * One step of AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019,
 * algorithm 2): the mean of the gradient over the root of the mean of its square, both corrected
 * for having begun at zero.
 *
 * @param number of this step of this parameter, 1 for the first
 * @param learningRate of this step
 * @param beta1 how much of the mean is kept
 * @param beta2 how much of the mean square is kept
 * @param epsilon added to the root of the mean square
 * @param weightDecay share of the parameter, times the learning rate, that is taken away
 * @param gradientScale the gradient is multiplied by this first, to clip it
 */
public record AdamWStep(
    long number,
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double gradientScale) {

  /**
   * What AdamW remembers of a parameter's gradients.
   *
   * @param mean running mean of the gradient
   * @param square running mean of its square
   */
  public record Moments(Tensor mean, Tensor square) {}

  /**
   * What a step leaves.
   *
   * @param parameter its new values
   * @param moments with this step's gradient
   */
  public record Result(Tensor parameter, Moments moments) {}

  /** The learning rate over the correction of the mean, 1 - beta1ⁿ. */
  public double stepSize() {
    return learningRate / (1 - Math.pow(beta1, (double) number));
  }

  /** The root of the correction of the mean square, √(1 - beta2ⁿ). */
  public double squareCorrection() {
    return Math.sqrt(1 - Math.pow(beta2, (double) number));
  }
}
