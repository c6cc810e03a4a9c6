package org.logah.models.architectures;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.InvalidInputException;

/**
 * What data ask of the networks of a set; {@code null} leaves a setting as the set has it.
 *
 * @param imageSize side of the square images, in pixels
 * @param patchSizes sides of square patches in pixels, each drawn as often as the others
 * @param classes outputs of the classifiers
 * @param vocabulary number of tokens
 * @param positions longest text in tokens
 * @param tied whether language models read and write tokens with one table
 */
public record ArchitectureSettings(
    Integer imageSize,
    List<Integer> patchSizes,
    Integer classes,
    Integer vocabulary,
    Integer positions,
    Boolean tied) {
  /** Leaves everything as the set has it. */
  public static final ArchitectureSettings NONE =
      new ArchitectureSettings(null, null, null, null, null, null);

  /**
   * Checks what no model could have.
   *
   * @throws InvalidInputException if the patch sizes are an empty list or name one twice
   */
  public ArchitectureSettings {
    if (patchSizes != null) {
      patchSizes = List.copyOf(patchSizes);
      if (patchSizes.isEmpty() || patchSizes.stream().distinct().count() < patchSizes.size()) {
        throw new InvalidInputException(
            "the patch sizes are %s; give one or more, each once".formatted(patchSizes));
      }
    }
  }

  public ArchitectureSettings withImages(int size, List<Integer> patches, int outputs) {
    return new ArchitectureSettings(size, patches, outputs, vocabulary, positions, tied);
  }

  /** These with patches of other sizes; {@code null} for those of the set. */
  public ArchitectureSettings withPatchSizes(List<Integer> patches) {
    return new ArchitectureSettings(imageSize, patches, classes, vocabulary, positions, tied);
  }

  public ArchitectureSettings withText(int tokens, int longest, boolean shared) {
    return new ArchitectureSettings(imageSize, patchSizes, classes, tokens, longest, shared);
  }

  /** Refuses the settings of text for a set of vision models. */
  void requireVision(String set) {
    List<String> problems = new ArrayList<>();
    refuse(vocabulary, "is no vocabulary to set", problems);
    refuse(positions, "is no number of positions to set", problems);
    refuse(tied, "are no token tables to tie or untie", problems);
    throwIfAny(set, "vision", problems);
  }

  /** Refuses the settings of images for a set of language models. */
  void requireLanguage(String set) {
    List<String> problems = new ArrayList<>();
    refuse(imageSize, "is no image size to set", problems);
    refuse(patchSizes, "is no patch size to set", problems);
    refuse(classes, "is no number of classes to set", problems);
    throwIfAny(set, "language", problems);
  }

  /** Refuses all settings, for a set whose configurations are complete. */
  void requireNone(String set) {
    if (!equals(NONE)) {
      throw new InvalidInputException(
          "%s: the architectures of a file are complete, so no setting can be changed; leave the"
                  .formatted(set)
              + " settings out or make another file");
    }
  }

  private static void refuse(Object setting, String what, List<String> problems) {
    if (setting != null) {
      problems.add("there " + what);
    }
  }

  private static void throwIfAny(String set, String kind, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "settings of %s, a set of %s models: %s"
              .formatted(set, kind, String.join("; ", problems)));
    }
  }

  static <T> T orElse(T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
