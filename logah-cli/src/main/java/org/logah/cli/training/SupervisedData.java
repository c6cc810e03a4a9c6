package org.logah.cli.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.logah.api.InvalidInputException;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.models.ModelConfig;
import org.logah.models.architectures.ArchitectureSettings;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.HostBatchSource;

/** Data to train, validate and test with, opened. Safe for several threads. */
public interface SupervisedData extends AutoCloseable {
  /** Which part to evaluate with. */
  enum Split {
    /** Held out of what is trained on, for choices. */
    VALIDATION,
    /** For results. */
    TEST
  }

  /** Closes what examples are read from. */
  @Override
  default void close() {}

  /** Batches without end, in an order that follows from the seed. */
  HostBatchSource training(long seed);

  /** Batches of a part; empty if there is none. */
  Optional<FiniteBatchSource> evaluation(Split split);

  /**
   * What results are given for, each by itself: every text to test with under the name of its file,
   * or the test images under an empty name.
   */
  Map<String, FiniteBatchSource> tests();

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

  /** What data ask of the networks of a set; patches of {@code null} are those of the set. */
  ArchitectureSettings architectureSettings(List<Integer> patchSizes);

  /** Outputs of the classifiers; for language what published configurations have. */
  int classes();

  /** Why a model cannot process the data, and which options change it; empty if it can. */
  List<String> problems(ModelConfig model);

  /**
   * Checks that a model can process the data.
   *
   * @throws InvalidInputException with every reason why it cannot
   */
  default void requireFits(ModelConfig model) {
    List<String> problems = problems(model);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(String.join("; ", problems));
    }
  }

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
