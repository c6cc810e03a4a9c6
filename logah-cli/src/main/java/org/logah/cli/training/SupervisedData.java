package org.logah.cli.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.logah.api.InvalidInputException;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.models.ModelConfig;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.HostBatchSource;

/** Data to train, validate and test with, opened. Safe for several threads. */
public interface SupervisedData {
  /** Which part to evaluate with. */
  enum Split {
    /** Held out of what is trained on, for choices. */
    VALIDATION,
    /** For results. */
    TEST
  }

  /** Batches without end, in an order that follows from the seed. */
  HostBatchSource training(long seed);

  /** Batches of a part; empty if there is none. */
  Optional<FiniteBatchSource> evaluation(Split split);

  /** How many images or tokens there are to train on. */
  long examples();

  /** What is counted: images or tokens. */
  String unit();

  /** How many of them a batch has. */
  long perBatch();

  /** Batches that make an epoch, at least one. */
  default long stepsPerEpoch() {
    return Math.max(1, examples() / perBatch());
  }

  /**
   * Checks that a model can process the data.
   *
   * @throws InvalidInputException saying what differs, and which options change it
   */
  void requireFits(ModelConfig model);

  /**
   * A part that must be there.
   *
   * @throws InvalidInputException if it is not, saying how to get it
   */
  default FiniteBatchSource require(Split split) {
    return evaluation(split)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    split == Split.TEST
                        ? "there are no texts to test with; give --test-data"
                        : "there are no data to validate with; give --validation-images or"
                            + " --validation-data"));
  }

  /**
   * Opens what the settings name.
   *
   * @param imageSize side of the images that the networks take; 0 for that of the files
   * @param tokens a folder in which texts are kept as tokens
   * @throws InvalidInputException if something is impossible, missing or damaged
   */
  static SupervisedData open(DataSettings settings, int imageSize, Path tokens) throws IOException {
    if (!settings.problems().isEmpty()) {
      throw new InvalidInputException("data: " + String.join("; ", settings.problems()));
    }
    return settings.family() == Family.VISION
        ? ImageData.open(settings, imageSize)
        : TextData.open(settings, tokens);
  }
}
