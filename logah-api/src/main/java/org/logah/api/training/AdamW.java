package org.logah.api.training;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.InvalidInputException;

/**
 * The settings of AdamW.
 *
 * @param beta1 how much of the running mean of the gradient a step keeps
 * @param beta2 how much of the running mean of its square a step keeps
 * @param epsilon added to the root of the mean square
 * @param weightDecay share of every parameter, times the learning rate, that a step takes away
 * @param maxGradientNorm gradients are scaled down until their norm is this at most
 */
public record AdamW(
    double beta1, double beta2, double epsilon, double weightDecay, double maxGradientNorm) {
  /** LoGAH's settings: 0.9, 0.999, 1e-8, 1e-2 and 5. */
  public static final AdamW LOGAH = new AdamW(0.9, 0.999, 1e-8, 1e-2, 5);

  /**
   * Checks everything at once.
   *
   * @throws InvalidInputException naming every setting that is impossible
   */
  public AdamW {
    List<String> problems = new ArrayList<>();
    requireShare(problems, "beta1", beta1);
    requireShare(problems, "beta2", beta2);
    if (!(epsilon > 0)) {
      problems.add("epsilon is %s, not above 0".formatted(epsilon));
    }
    if (!(weightDecay >= 0)) {
      problems.add("weight decay is %s, below 0".formatted(weightDecay));
    }
    if (!(maxGradientNorm > 0)) {
      problems.add("largest gradient norm is %s, not above 0".formatted(maxGradientNorm));
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException("AdamW: " + String.join("; ", problems));
    }
  }

  /** The same with another weight decay and largest norm. */
  public AdamW with(double otherWeightDecay, double otherMaxGradientNorm) {
    return new AdamW(beta1, beta2, epsilon, otherWeightDecay, otherMaxGradientNorm);
  }

  private static void requireShare(List<String> problems, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      problems.add("%s is %s, not in [0, 1)".formatted(name, value));
    }
  }
}
