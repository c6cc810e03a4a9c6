package org.logah.cli.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.logah.ghn.HypernetworkConfig.Family;

/**
 * The data that a network is trained, validated and tested with.
 *
 * @param family what the networks process
 * @param training an image set, or texts to train on
 * @param validation texts to validate with; of images some of those to train on are held out
 * @param test texts to test with; an image set has its own
 * @param validationImages how many training images are held out to validate with
 * @param splitSeed of the choice of these images
 * @param batch images or windows of text in a step
 * @param length tokens of a window of text
 * @param evaluationTargets most tokens of each text to evaluate with, rounded up to whole batches;
 *     0 for all
 */
public record DataSettings(
    Family family,
    List<String> training,
    List<String> validation,
    List<String> test,
    int validationImages,
    long splitSeed,
    int batch,
    int length,
    long evaluationTargets) {

  public DataSettings {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /** Where nothing is to be tested, and all that is there to validate with is used. */
  static DataSettings untested(
      Family family,
      List<String> training,
      List<String> validation,
      int validationImages,
      long splitSeed,
      int batch,
      int length) {
    return new DataSettings(
        family, training, validation, List.of(), validationImages, splitSeed, batch, length, 0);
  }

  /** The names of the files of the texts to test with. */
  public List<String> testNames() {
    return names(test);
  }

  /** The names of files, without their folders. */
  public static List<String> names(List<String> files) {
    return files.stream().map(file -> Path.of(file).getFileName().toString()).toList();
  }

  /** All that is impossible, each in a sentence; what the files hold is not looked at. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    boolean images = family == Family.VISION;
    if (training.isEmpty() && (images || (validation.isEmpty() && test.isEmpty()))) {
      problems.add("no data are given; --data names an image set, or texts");
    }
    if (images && training.size() > 1) {
      problems.add("%d image sets are given; give one".formatted(training.size()));
    }
    if (images && !(validation.isEmpty() && test.isEmpty())) {
      problems.add("texts are given to validate or test with, but the networks classify images");
    }
    if (!images && validationImages > 0) {
      problems.add("images are to be held out, but the networks read text");
    }
    if (batch < 1 || length < 1) {
      problems.add("batch is %d, length %d; both must be 1 or more".formatted(batch, length));
    }
    if (Set.copyOf(testNames()).size() < test.size()) {
      problems.add(
          "the texts to test with are files %s; results need names that differ"
              .formatted(String.join(", ", testNames())));
    }
    if (validationImages < 0 || evaluationTargets < 0) {
      problems.add(
          "%d images are held out and %d targets evaluated; neither can be below 0"
              .formatted(validationImages, evaluationTargets));
    }
    return problems;
  }
}
