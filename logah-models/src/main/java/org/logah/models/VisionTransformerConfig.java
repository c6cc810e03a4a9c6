package org.logah.models;

import org.logah.api.InvalidInputException;

/**
 * A vision transformer (Dosovitskiy et al., "An image is worth 16x16 words", 2021) that classifies
 * square images of three channels.
 *
 * @param imageSize side of the image in pixels, a multiple of {@code patchSize}
 * @param patchSize side of a patch in pixels
 * @param layers blocks
 * @param heads attention heads, a divisor of {@code hidden}
 * @param hidden width of a token
 * @param mlp inner width of the feed-forward part
 * @param classes outputs
 * @param layerNormEps added to the variance in layer normalisation
 */
public record VisionTransformerConfig(
    int imageSize,
    int patchSize,
    int layers,
    int heads,
    int hidden,
    int mlp,
    int classes,
    double layerNormEps)
    implements ModelConfig {

  /**
   * Checks everything at once.
   *
   * @throws InvalidInputException naming every setting that is impossible
   */
  public VisionTransformerConfig {
    Problems problems = new Problems("vision transformer configuration");
    problems.requirePositive("image size", imageSize);
    problems.requirePositive("patch size", patchSize);
    problems.requirePositive("layers", layers);
    problems.requirePositive("heads", heads);
    problems.requirePositive("hidden", hidden);
    problems.requirePositive("mlp", mlp);
    problems.requirePositive("classes", classes);
    problems.requirePositive("layer norm eps", layerNormEps);
    problems.requireDivisible("image size", imageSize, "patch size", patchSize);
    problems.requireDivisible("hidden", hidden, "heads", heads);
    problems.throwIfAny();
  }

  /** With torchvision's eps of 1e-6. */
  public VisionTransformerConfig(
      int imageSize, int patchSize, int layers, int heads, int hidden, int mlp, int classes) {
    this(imageSize, patchSize, layers, heads, hidden, mlp, classes, 1e-6);
  }

  /** Number of patches along one side of the image. */
  public int patchesPerSide() {
    return imageSize / patchSize;
  }

  @Override
  public String family() {
    return "vit";
  }

  @Override
  public int width() {
    return hidden;
  }

  @Override
  public VisionTransformer network() {
    return new VisionTransformer(this);
  }

  @Override
  public VisionTransformerConfig dividedBy(int divisor) {
    Problems problems = new Problems("a narrower vision transformer");
    problems.requireDivisible("hidden", hidden, "the divisor", divisor);
    problems.requireDivisible("heads", heads, "the divisor", divisor);
    problems.requireDivisible("mlp", mlp, "the divisor", divisor);
    problems.throwIfAny();
    return new VisionTransformerConfig(
        imageSize,
        patchSize,
        layers,
        heads / divisor,
        hidden / divisor,
        mlp / divisor,
        classes,
        layerNormEps);
  }

  @Override
  public VisionTransformerConfig with(Overrides overrides) {
    overrides.requireVision(family());
    return new VisionTransformerConfig(
        Overrides.orElse(overrides.imageSize(), imageSize),
        Overrides.orElse(overrides.patchSize(), patchSize),
        layers,
        heads,
        hidden,
        mlp,
        Overrides.orElse(overrides.classes(), classes),
        layerNormEps);
  }
}
