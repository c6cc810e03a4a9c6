package org.logah.models;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Small configurations of each family. */
public final class RandomConfigs {
  private RandomConfigs() {}

  public static Arbitrary<VisionTransformerConfig> vision() {
    return Combinators.combine(upTo(4), upTo(4), upTo(2), upTo(4), upTo(5), upTo(40), upTo(12))
        .as(
            (side, patch, layers, heads, headSize, mlp, classes) ->
                new VisionTransformerConfig(
                    side * patch, patch, layers, heads, heads * headSize, mlp, classes));
  }

  public static Arbitrary<Gpt2Config> gpt2() {
    return Combinators.combine(upTo(40), upTo(12), upTo(4), upTo(5), upTo(2), flag())
        .as(
            (vocabulary, positions, heads, headSize, layers, tied) ->
                new Gpt2Config(
                    vocabulary, positions, heads * headSize, layers, heads, tied, 1e-5, 0.02));
  }

  public static Arbitrary<LlamaConfig> llama() {
    Arbitrary<RotaryScaling> scaling =
        Arbitraries.just(new RotaryScaling(8, 1, 4, 16)).injectNull(0.5);
    return Combinators.combine(
            upTo(40), upTo(9), upTo(20), upTo(2), upTo(3), upTo(3), upTo(3), scaling)
        .as(
            (vocabulary, width, intermediate, layers, groups, share, half, rotary) ->
                new LlamaConfig(
                    vocabulary,
                    width,
                    intermediate,
                    layers,
                    groups * share,
                    groups,
                    2 * half,
                    12,
                    1e-6,
                    500,
                    rotary,
                    (vocabulary + width) % 2 == 0,
                    0.03,
                    half == 1 ? LlamaConfig.Attention.EAGER : LlamaConfig.Attention.FUSED));
  }

  public static Arbitrary<ModelConfig> any() {
    return Arbitraries.oneOf(
        vision().map(ModelConfig.class::cast),
        gpt2().map(ModelConfig.class::cast),
        llama().map(ModelConfig.class::cast));
  }

  private static Arbitrary<Integer> upTo(int most) {
    return Arbitraries.integers().between(1, most);
  }

  private static Arbitrary<Boolean> flag() {
    return Arbitraries.of(true, false);
  }
}
