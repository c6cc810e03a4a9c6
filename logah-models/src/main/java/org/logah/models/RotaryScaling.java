package org.logah.models;

import org.logah.api.InvalidInputException;

/**
 * How Llama 3.1 and later stretch the slow rotations for texts longer than the model was first
 * trained on ({@code rope_type} {@code llama3}).
 *
 * @param factor by how much the slowest rotations are slowed down
 * @param lowFrequencyFactor rotations with fewer turns than this in {@code originalPositions} are
 *     slowed down fully
 * @param highFrequencyFactor rotations with more turns than this are left alone; between the two
 *     the frequency is interpolated
 * @param originalPositions longest text of the first training, in tokens
 */
public record RotaryScaling(
    double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalPositions) {

  /**
   * Checks everything at once.
   *
   * @throws InvalidInputException naming every setting that is impossible
   */
  public RotaryScaling {
    Problems problems = new Problems("rotary scaling");
    problems.requirePositive("factor", factor);
    problems.requirePositive("low frequency factor", lowFrequencyFactor);
    problems.requirePositive("high frequency factor", highFrequencyFactor);
    problems.requirePositive("original positions", originalPositions);
    problems.refuse(
        highFrequencyFactor <= lowFrequencyFactor,
        "high frequency factor %s is not above the low frequency factor %s"
            .formatted(highFrequencyFactor, lowFrequencyFactor));
    problems.throwIfAny();
  }

  /** The scaled form of a frequency in radians a position. */
  double scale(double frequency) {
    double turns = originalPositions * frequency / (2 * Math.PI);
    if (turns > highFrequencyFactor) {
      return frequency;
    }
    if (turns < lowFrequencyFactor) {
      return frequency / factor;
    }
    double share = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
    return (1 - share) * frequency / factor + share * frequency;
  }
}
