package org.logah.models;

import java.util.Objects;
import org.logah.api.InvalidInputException;
import org.logah.api.nn.GraphConvention;

/**
 * A language model of Llama's form (Touvron et al., "Llama 2", 2023; "The Llama 3 herd of models",
 * 2024).
 *
 * @param vocabulary number of tokens
 * @param width width of a token
 * @param intermediate inner width of the feed-forward part
 * @param layers blocks
 * @param heads attention heads, a multiple of {@code keyValueHeads}
 * @param keyValueHeads heads of keys and values, each shared by a group of heads
 * @param headSize width of a head, even
 * @param maxPositions longest text in tokens
 * @param rmsNormEps added to the mean square in normalisation
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling their scaling since Llama 3.1, or {@code null} for none
 * @param tied whether one table both embeds tokens and scores them
 * @param initializerRange standard deviation of initial weights
 * @param attention which published graph the hypernetwork is shown; the function is the same
 */
public record LlamaConfig(
    int vocabulary,
    int width,
    int intermediate,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int maxPositions,
    double rmsNormEps,
    double ropeTheta,
    RotaryScaling ropeScaling,
    boolean tied,
    double initializerRange,
    Attention attention)
    implements ModelConfig {

  /** How attention appears in the computational graph. */
  public enum Attention {
    /** As one fused operation, which leaves no node. */
    FUSED(GraphConvention.LLAMA_FUSED),
    /** Step by step, with a node for its softmax. */
    EAGER(GraphConvention.LLAMA_EAGER);

    private final GraphConvention convention;

    Attention(GraphConvention convention) {
      this.convention = convention;
    }

    GraphConvention convention() {
      return convention;
    }
  }

  /**
   * Checks everything at once.
   *
   * @throws InvalidInputException naming every setting that is impossible
   */
  public LlamaConfig {
    Objects.requireNonNull(attention, "attention");
    Problems problems = new Problems("Llama configuration");
    problems.requirePositive("vocabulary", vocabulary);
    problems.requirePositive("width", width);
    problems.requirePositive("intermediate", intermediate);
    problems.requirePositive("layers", layers);
    problems.requirePositive("heads", heads);
    problems.requirePositive("key-value heads", keyValueHeads);
    problems.requirePositive("head size", headSize);
    problems.requirePositive("positions", maxPositions);
    problems.requirePositive("rms norm eps", rmsNormEps);
    problems.requirePositive("rope theta", ropeTheta);
    problems.requirePositive("initializer range", initializerRange);
    problems.requireDivisible("heads", heads, "key-value heads", keyValueHeads);
    problems.refuse(
        headSize > 0 && headSize % 2 != 0,
        "head size %d is odd, rotary embedding turns pairs".formatted(headSize));
    problems.throwIfAny();
  }

  /**
   * Llama 2's settings for the given sizes: as many key-value heads as heads, 4096 positions, not
   * tied, fused attention.
   *
   * @throws InvalidInputException naming every setting that is impossible, a width that does not
   *     divide by the heads included
   */
  public static LlamaConfig llama2(
      int vocabulary, int width, int intermediate, int layers, int heads) {
    return new LlamaConfig(
        vocabulary,
        width,
        intermediate,
        layers,
        heads,
        heads,
        headSize(width, heads),
        4096,
        1e-5,
        10000,
        null,
        false,
        0.02,
        Attention.FUSED);
  }

  /**
   * The width of a head where a configuration does not state it.
   *
   * @throws InvalidInputException if the width does not divide by the heads
   */
  public static int headSize(int width, int heads) {
    Problems problems = new Problems("Llama configuration");
    problems.requirePositive("width", width);
    problems.requirePositive("heads", heads);
    problems.requireDivisible("width", width, "heads", heads);
    problems.throwIfAny();
    return width / heads;
  }

  /** This configuration with attention shown to the hypernetwork in another form. */
  public LlamaConfig withAttention(Attention form) {
    return with(keyValueHeads, maxPositions, ropeTheta, ropeScaling, tied, form);
  }

  @Override
  public String family() {
    return "llama";
  }

  @Override
  public Llama network() {
    return new Llama(this);
  }

  @Override
  public LlamaConfig dividedBy(int divisor) {
    Problems problems = new Problems("a narrower Llama");
    problems.requireDivisible("width", width, "the divisor", divisor);
    problems.requireDivisible("intermediate", intermediate, "the divisor", divisor);
    problems.requireDivisible("heads", heads, "the divisor", divisor);
    problems.requireDivisible("key-value heads", keyValueHeads, "the divisor", divisor);
    problems.throwIfAny();
    return new LlamaConfig(
        vocabulary,
        width / divisor,
        intermediate / divisor,
        layers,
        heads / divisor,
        keyValueHeads / divisor,
        headSize,
        maxPositions,
        rmsNormEps,
        ropeTheta,
        ropeScaling,
        tied,
        initializerRange,
        attention);
  }

  @Override
  public LlamaConfig with(Overrides overrides) {
    overrides.requireLanguage(family());
    boolean shared = overrides.tied() == null ? tied : overrides.tied();
    return with(keyValueHeads, maxPositions, ropeTheta, ropeScaling, shared, attention);
  }

  /** This configuration with what later models of the family changed. */
  LlamaConfig with(
      int groups,
      int positions,
      double theta,
      RotaryScaling scaling,
      boolean shared,
      Attention form) {
    return new LlamaConfig(
        vocabulary,
        width,
        intermediate,
        layers,
        heads,
        groups,
        headSize,
        positions,
        rmsNormEps,
        theta,
        scaling,
        shared,
        initializerRange,
        form);
  }
}
