package org.logah.ghn.training;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.InvalidInputException;
import org.logah.api.training.AdamW;

/**
 * How a hypernetwork is trained.
 *
 * @param metaBatch networks predicted for in one step, which all see the same batch of data
 * @param regularisation weight of the sum of the Euclidean norms of predicted parameters
 * @param optimiser settings of AdamW
 * @param averageDecay of the moving average of the parameters; 0 keeps none
 * @param embeddingGain factor of the initial values of all embeddings; 1 as published
 * @param decoderGain factor of the initial weights of the decoder's perceptron; 1 as published
 * @param shards into which a batch is cut, see {@link org.logah.api.training.DataParallel}
 * @param seed of the initial values and of what is drawn and not predicted
 */
public record MetaTrainingSettings(
    int metaBatch,
    double regularisation,
    AdamW optimiser,
    double averageDecay,
    double embeddingGain,
    double decoderGain,
    int shards,
    long seed) {
  /** As published for vision: one network a step, regularisation 3e-5, no average, one shard. */
  public static final MetaTrainingSettings LOGAH =
      new MetaTrainingSettings(1, 3e-5, AdamW.LOGAH, 0, 1, 1, 1, 0);

  /**
   * Checks everything at once.
   *
   * @throws InvalidInputException naming every setting that is impossible
   */
  public MetaTrainingSettings {
    List<String> problems = new ArrayList<>();
    if (metaBatch < 1) {
      problems.add("the meta-batch is %d, not 1 or more".formatted(metaBatch));
    }
    if (!(regularisation >= 0)) {
      problems.add("the regularisation is %s, below 0".formatted(regularisation));
    }
    if (!(averageDecay >= 0 && averageDecay < 1)) {
      problems.add("the decay of the average is %s, not in [0, 1)".formatted(averageDecay));
    }
    if (!(embeddingGain > 0) || !(decoderGain > 0)) {
      problems.add(
          "the gains are %s and %s, not both above 0".formatted(embeddingGain, decoderGain));
    }
    if (shards < 1) {
      problems.add("there are %d shards, not 1 or more".formatted(shards));
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException("meta-training: " + String.join("; ", problems));
    }
  }
}
