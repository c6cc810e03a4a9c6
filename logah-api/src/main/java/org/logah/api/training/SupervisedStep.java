package org.logah.api.training;

/**
 * What one step of supervised training saw and did.
 *
 * @param number of the step, from 0 on
 * @param loss of the step's batch, before the step
 * @param learningRate of this step
 * @param gradientNorm of all gradients together, before clipping
 * @param applied whether the parameters changed: not if a gradient was infinite or no number
 */
public record SupervisedStep(
    long number, double loss, double learningRate, double gradientNorm, boolean applied) {}
