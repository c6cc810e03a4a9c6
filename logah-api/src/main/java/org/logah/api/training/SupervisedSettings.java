package org.logah.api.training;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.InvalidInputException;

/**
 * How one network is trained on labelled data.
 *
 * @param optimiser settings of AdamW
 * @param labelSmoothing share of each target's probability that goes to all classes alike
 * @param shards into which a batch is cut, see {@link DataParallel}
 */
public record SupervisedSettings(AdamW optimiser, double labelSmoothing, int shards) {
  /** LoGAH's settings of AdamW, labels as they are, and batches in one piece. */
  public static final SupervisedSettings LOGAH = new SupervisedSettings(AdamW.LOGAH, 0, 1);

  /**
   * @throws InvalidInputException naming every setting that is impossible
   */
  public SupervisedSettings {
    List<String> problems = new ArrayList<>();
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      problems.add("the label smoothing is %s, not in [0, 1)".formatted(labelSmoothing));
    }
    if (shards < 1) {
      problems.add("there are %d shards, not 1 or more".formatted(shards));
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException("supervised training: " + String.join("; ", problems));
    }
  }
}
