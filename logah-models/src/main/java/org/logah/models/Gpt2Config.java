package org.logah.models;

import org.logah.api.InvalidInputException;

/**
 * A language model of GPT-2's form (Radford et al., "Language models are unsupervised multitask
 * learners", 2019).
 *
 * @param vocabulary number of tokens
 * @param positions longest text in tokens
 * @param width width of a token
 * @param layers blocks
 * @param heads attention heads, a divisor of {@code width}
 * @param tied whether one table both embeds tokens and scores them
 * @param layerNormEps added to the variance in layer normalisation
 * @param initializerRange standard deviation of initial weights
 */
public record Gpt2Config(
    int vocabulary,
    int positions,
    int width,
    int layers,
    int heads,
    boolean tied,
    double layerNormEps,
    double initializerRange)
    implements ModelConfig {

  /**
   * Checks everything at once.
   *
   * @throws InvalidInputException naming every setting that is impossible
   */
  public Gpt2Config {
    Problems problems = new Problems("GPT-2 configuration");
    problems.requirePositive("vocabulary", vocabulary);
    problems.requirePositive("positions", positions);
    problems.requirePositive("width", width);
    problems.requirePositive("layers", layers);
    problems.requirePositive("heads", heads);
    problems.requirePositive("layer norm eps", layerNormEps);
    problems.requirePositive("initializer range", initializerRange);
    problems.requireDivisible("width", width, "heads", heads);
    problems.throwIfAny();
  }

  /** Tied, with the eps of 1e-5 and the initializer range of 0.02 that GPT-2 was published with. */
  public Gpt2Config(int vocabulary, int positions, int width, int layers, int heads) {
    this(vocabulary, positions, width, layers, heads, true, 1e-5, 0.02);
  }

  @Override
  public String family() {
    return "gpt2";
  }

  @Override
  public Gpt2 network() {
    return new Gpt2(this);
  }

  @Override
  public Gpt2Config dividedBy(int divisor) {
    Problems problems = new Problems("a narrower GPT-2");
    problems.requireDivisible("width", width, "the divisor", divisor);
    problems.requireDivisible("heads", heads, "the divisor", divisor);
    problems.throwIfAny();
    return new Gpt2Config(
        vocabulary,
        positions,
        width / divisor,
        layers,
        heads / divisor,
        tied,
        layerNormEps,
        initializerRange);
  }

  @Override
  public Gpt2Config with(Overrides overrides) {
    overrides.requireLanguage(family());
    return new Gpt2Config(
        vocabulary,
        positions,
        width,
        layers,
        heads,
        overrides.tied() == null ? tied : overrides.tied(),
        layerNormEps,
        initializerRange);
  }
}
