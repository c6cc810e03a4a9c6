package org.logah.models.initialisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.InvalidInputException;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;

/** The schemes of torchvision and Hugging Face, by the moments and bounds of what is drawn. */
class RandomInitialisationTest {
  private static final Percentage CLOSE = Percentage.withPercentage(3);

  private static Weights random(ModelConfig config) {
    return Weights.of(new RandomInitialisation(), config.network(), 5);
  }

  private static void isUniform(Weights weights, String name, double bound) {
    assertThat(weights.largest(name))
        .isLessThanOrEqualTo(bound * (1 + 1e-6))
        .isGreaterThan(0.95 * bound);
    assertThat(weights.deviation(name)).isCloseTo(bound / Math.sqrt(3), CLOSE);
  }

  @Test
  void torchvisionsVisionTransformer() {
    Weights weights = random(new VisionTransformerConfig(32, 4, 2, 4, 64, 256, 10));
    String layer = "encoder.layers.encoder_layer_1.";
    // lecun normal, cut at 2, which with a deviation of 1/√48 cuts nothing.
    assertThat(weights.deviation("conv_proj.weight")).isCloseTo(1 / Math.sqrt(48), CLOSE);
    assertThat(weights.values("conv_proj.bias")).containsOnly(0);
    assertThat(weights.values("class_token")).containsOnly(0);
    assertThat(weights.deviation("encoder.pos_embedding")).isCloseTo(0.02, CLOSE);
    // The fused projection is one Glorot uniform matrix of 64 by 192.
    isUniform(weights, layer + "self_attention.in_proj_weight", Math.sqrt(6.0 / (64 + 192)));
    assertThat(weights.values(layer + "self_attention.in_proj_bias")).containsOnly(0);
    isUniform(weights, layer + "self_attention.out_proj.weight", 1 / Math.sqrt(64));
    assertThat(weights.values(layer + "self_attention.out_proj.bias")).containsOnly(0);
    isUniform(weights, layer + "mlp.0.weight", Math.sqrt(6.0 / (64 + 256)));
    isUniform(weights, layer + "mlp.3.weight", Math.sqrt(6.0 / (64 + 256)));
    assertThat(weights.deviation(layer + "mlp.0.bias")).isCloseTo(1e-6, within(2e-7));
    assertThat(weights.deviation(layer + "mlp.3.bias")).isCloseTo(1e-6, within(3e-7));
    assertThat(weights.values(layer + "ln_1.weight")).containsOnly(1);
    assertThat(weights.values(layer + "ln_2.bias")).containsOnly(0);
    assertThat(weights.values("heads.head.weight")).containsOnly(0);
    assertThat(weights.values("heads.head.bias")).containsOnly(0);
  }

  @Test
  void huggingFacesGpt2() {
    Weights weights = random(new Gpt2Config(500, 128, 64, 8, 4, false, 1e-5, 0.02));
    String layer = "transformer.h.3.";
    for (String name :
        new String[] {
          "transformer.wte.weight",
          "transformer.wpe.weight",
          "lm_head.weight",
          layer + "attn.c_attn.weight",
          layer + "mlp.c_fc.weight"
        }) {
      assertThat(weights.deviation(name)).as(name).isCloseTo(0.02, CLOSE);
    }
    // Two residual branches in each of 8 layers.
    for (String name : new String[] {layer + "attn.c_proj.weight", layer + "mlp.c_proj.weight"}) {
      assertThat(weights.deviation(name)).as(name).isCloseTo(0.02 / 4, CLOSE);
    }
    assertThat(weights.values(layer + "attn.c_attn.bias")).containsOnly(0);
    assertThat(weights.values(layer + "mlp.c_proj.bias")).containsOnly(0);
    assertThat(weights.values("transformer.ln_f.weight")).containsOnly(1);
  }

  @Test
  void huggingFacesLlama() {
    Weights weights = random(LlamaConfig.llama2(500, 64, 256, 2, 4));
    String layer = "model.layers.1.";
    for (String name :
        new String[] {
          "model.embed_tokens.weight",
          "lm_head.weight",
          layer + "self_attn.q_proj.weight",
          layer + "self_attn.o_proj.weight",
          layer + "mlp.down_proj.weight"
        }) {
      assertThat(weights.deviation(name)).as(name).isCloseTo(0.02, CLOSE);
    }
    assertThat(weights.values("model.norm.weight")).containsOnly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "orthogonal", "mimetic"})
  void theSeedDecidesEverything(String name) {
    Initialisation initialisation = Initialisation.named(name);
    assertThat(initialisation.name()).isEqualTo(name);
    for (ModelConfig config :
        new ModelConfig[] {
          new VisionTransformerConfig(16, 8, 2, 2, 8, 16, 3),
          new Gpt2Config(20, 8, 8, 2, 2),
          LlamaConfig.llama2(20, 8, 16, 2, 2)
        }) {
      Weights weights = Weights.of(initialisation, config.network(), 5);
      Weights again = Weights.of(initialisation, config.network(), 5);
      Weights other = Weights.of(initialisation, config.network(), 6);
      assertThat(weights.differencesTo(again, config.network())).isEmpty();
      assertThat(weights.differencesTo(other, config.network()))
          .anyMatch(parameter -> parameter.contains("att"));
    }
  }

  @Test
  void unknownNames() {
    assertThatThrownBy(() -> Initialisation.named("xavier"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there is no initialisation xavier; choose from random, orthogonal, mimetic");
  }
}
