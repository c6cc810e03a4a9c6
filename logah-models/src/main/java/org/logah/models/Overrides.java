package org.logah.models;

/**
 * Settings to replace in a configuration, all at once because they depend on each other; {@code
 * null} leaves a setting as it is.
 *
 * @param imageSize side of the square image, in pixels
 * @param patchSize side of a square patch, in pixels
 * @param classes outputs of a classifier
 * @param tied whether a language model reads and writes tokens with one table
 */
public record Overrides(Integer imageSize, Integer patchSize, Integer classes, Boolean tied) {
  /** Replaces nothing. */
  public static final Overrides NONE = new Overrides(null, null, null, null);

  public Overrides withImageSize(int size) {
    return new Overrides(size, patchSize, classes, tied);
  }

  public Overrides withPatchSize(int size) {
    return new Overrides(imageSize, size, classes, tied);
  }

  public Overrides withClasses(int count) {
    return new Overrides(imageSize, patchSize, count, tied);
  }

  public Overrides withTied(boolean shared) {
    return new Overrides(imageSize, patchSize, classes, shared);
  }

  /** Refuses the settings of images for a language model. */
  void requireLanguage(String family) {
    Problems problems = new Problems("options for a model of family " + family);
    problems.refuse(imageSize != null, "there is no image size to set");
    problems.refuse(patchSize != null, "there is no patch size to set");
    problems.refuse(classes != null, "there is no number of classes to set");
    problems.throwIfAny();
  }

  /** Refuses the settings of language for a model of images. */
  void requireVision(String family) {
    Problems problems = new Problems("options for a model of family " + family);
    problems.refuse(tied != null, "there are no token tables to tie or untie");
    problems.throwIfAny();
  }

  static int orElse(Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
