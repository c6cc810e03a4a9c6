package org.logah.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.logah.api.InvalidInputException;

class ConfigurationTest {
  @Test
  void visionTransformerTellsAllProblemsAtOnce() {
    assertThatThrownBy(() -> new VisionTransformerConfig(225, 16, 0, 5, 768, 3072, -1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "vision transformer configuration: layers is 0, not positive; classes is -1, not"
                + " positive; image size 225 is not a multiple of patch size 16; hidden 768 is not"
                + " a multiple of heads 5");
  }

  @Test
  void gpt2TellsAllProblemsAtOnce() {
    assertThatThrownBy(() -> new Gpt2Config(0, 1024, 770, 12, 12, true, Double.NaN, 0.02))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "GPT-2 configuration: vocabulary is 0, not positive; layer norm eps is NaN, not"
                + " positive; width 770 is not a multiple of heads 12");
  }

  @Test
  void llamaTellsAllProblemsAtOnce() {
    assertThatThrownBy(
            () ->
                new LlamaConfig(
                    32000,
                    256,
                    512,
                    2,
                    8,
                    3,
                    31,
                    64,
                    1e-5,
                    10000,
                    null,
                    false,
                    0.02,
                    LlamaConfig.Attention.FUSED))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Llama configuration: heads 8 is not a multiple of key-value heads 3; head size 31 is"
                + " odd, rotary embedding turns pairs");
    assertThatThrownBy(() -> LlamaConfig.llama2(32000, 250, 512, 2, 8))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Llama configuration: width 250 is not a multiple of heads 8");
    assertThatThrownBy(() -> new RotaryScaling(-1, 4, 4, 8192))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("factor is -1.0, not positive")
        .hasMessageContaining("4.0 is not above");
  }

  @Test
  void overridesReplaceOnlyWhatTheySay() {
    ModelConfig base = ModelCatalog.get("vit-small-16");
    Overrides overrides = Overrides.NONE.withImageSize(50).withPatchSize(5).withClasses(100);

    assertThat(base.with(overrides))
        .isEqualTo(new VisionTransformerConfig(50, 5, 12, 6, 384, 1536, 100));
    assertThat(base.with(Overrides.NONE)).isEqualTo(base);
    assertThatThrownBy(() -> base.with(Overrides.NONE.withImageSize(50)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("image size 50 is not a multiple of patch size 16");
  }

  @Test
  void overridesOfAnotherFamilyAreRefused() {
    Overrides overrides = Overrides.NONE.withImageSize(32).withClasses(10);
    for (String name : new String[] {"gpt2", "llama-small"}) {
      assertThatThrownBy(() -> ModelCatalog.get(name).with(overrides))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageEndingWith(
              "there is no image size to set; there is no number of classes to set");
    }
    assertThatThrownBy(() -> ModelCatalog.get("vit-base-16").with(Overrides.NONE.withTied(true)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("options for a model of family vit: there are no token tables to tie or untie");
  }

  @Test
  void unknownNamesGetTheNearestAndAllOthers() {
    assertThatThrownBy(() -> ModelCatalog.get("gpt2-lage"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("there is no model gpt2-lage; did you mean gpt2-large? Known are")
        .hasMessageContaining("gpt2, gpt2-medium")
        .hasMessageContaining("llama-3.2-3b");
    for (String name : ModelCatalog.names()) {
      assertThatThrownBy(() -> ModelCatalog.get(name + "?"))
          .hasMessageContaining("did you mean " + name + "?");
    }
  }

  @Test
  void rotaryScalingKeepsFastRotationsAndSlowsDownSlowOnes() {
    RotaryScaling scaling = new RotaryScaling(8, 1, 4, 8192);
    double turn = 2 * Math.PI / 8192;

    assertThat(scaling.scale(4.5 * turn)).isEqualTo(4.5 * turn);
    assertThat(scaling.scale(0.5 * turn)).isEqualTo(0.5 * turn / 8);
    assertThat(scaling.scale(turn)).isCloseTo(turn / 8, within(1e-15));
    assertThat(scaling.scale(4 * turn)).isCloseTo(4 * turn, within(1e-15));
    assertThat(scaling.scale(2.5 * turn)).isCloseTo(2.5 * turn * (0.5 + 0.5 / 8), within(1e-15));
  }
}
