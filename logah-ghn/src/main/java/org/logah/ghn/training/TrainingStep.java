package org.logah.ghn.training;

/**
 * What one step of meta-training saw and did.
 *
 * @param number of the step, from 0 on
 * @param crossEntropy mean over the networks of the meta-batch
 * @param regularisation what the norms of the predicted parameters add to the loss
 * @param learningRate of this step
 * @param gradientNorm of the hypernetwork's gradients together, before clipping
 * @param applied whether the parameters changed: not if a gradient was infinite or no number
 */
public record TrainingStep(
    long number,
    double crossEntropy,
    double regularisation,
    double learningRate,
    double gradientNorm,
    boolean applied) {
  /** What is minimised. */
  public double loss() {
    return crossEntropy + regularisation;
  }
}
