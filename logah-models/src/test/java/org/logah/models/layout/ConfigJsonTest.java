package org.logah.models.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.ModelCatalog;
import org.logah.models.ModelConfig;
import org.logah.models.RotaryScaling;
import org.logah.models.VisionTransformerConfig;

class ConfigJsonTest {
  private static ModelConfig read(String json) {
    return Layout.fromConfigJson(json).config();
  }

  @Test
  void catalogueModelsComeBackFromEveryLayout() {
    for (String model : ModelCatalog.names()) {
      ModelConfig config = ModelCatalog.get(model);
      for (String layout : Layout.namesFor(config)) {
        String json = Layout.of(config, layout).configJson(DType.BF16);
        assertThat(read(json)).as(model + " " + layout).isEqualTo(config);
        assertThat(json).contains("\"torch_dtype\" : \"bfloat16\"");
      }
    }
  }

  @Test
  void publishedGpt2() {
    assertThat(
            read(
                """
                {"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"],
                 "attn_pdrop": 0.1, "bos_token_id": 50256, "embd_pdrop": 0.1,
                 "eos_token_id": 50256, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05,
                 "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12,
                 "n_positions": 1024, "resid_pdrop": 0.1, "vocab_size": 50257}
                """))
        .isEqualTo(ModelCatalog.get("gpt2"));
  }

  @Test
  void publishedLlamaWithScaling() {
    LlamaConfig config =
        (LlamaConfig)
            read(
                """
                {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "head_dim": 64,
                 "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02,
                 "intermediate_size": 8192, "max_position_embeddings": 131072, "mlp_bias": false,
                 "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 16,
                 "num_key_value_heads": 8, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
                 "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                   "original_max_position_embeddings": 8192, "rope_type": "llama3"},
                 "rope_theta": 500000.0, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
                 "vocab_size": 128256}
                """);

    assertThat(config).isEqualTo(ModelCatalog.get("llama-3.2-1b"));
  }

  @Test
  void llamaWithRopeParametersOfNewerVersions() {
    LlamaConfig config =
        (LlamaConfig)
            read(
                """
                {"model_type": "llama", "hidden_size": 64, "intermediate_size": 128,
                 "num_attention_heads": 4, "num_hidden_layers": 2, "vocab_size": 100,
                 "rope_parameters": {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0,
                   "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                   "original_max_position_embeddings": 8192}}
                """);

    assertThat(config.ropeTheta()).isEqualTo(500000);
    assertThat(config.ropeScaling()).isEqualTo(new RotaryScaling(8, 1, 4, 8192));
    assertThat(config.keyValueHeads()).isEqualTo(4);
    assertThat(config.headSize()).isEqualTo(16);
    assertThat(config.tied()).isFalse();
  }

  @Test
  void publishedTimmNamesWithoutArguments() {
    Layout layout =
        Layout.fromConfigJson(
            """
            {"architecture": "vit_large_patch32_384", "num_classes": 21843, "num_features": 1024,
             "global_pool": "token", "pretrained_cfg": {"tag": "x", "num_classes": 1000}}
            """);

    assertThat(layout.name()).isEqualTo("timm");
    assertThat(layout.config())
        .isEqualTo(new VisionTransformerConfig(384, 32, 24, 16, 1024, 4096, 21843));
  }

  @Test
  void huggingFaceVisionCountsItsLabels() {
    VisionTransformerConfig config =
        (VisionTransformerConfig)
            read(
                """
                {"model_type": "vit", "image_size": 224, "patch_size": 16, "num_hidden_layers": 12,
                 "num_attention_heads": 12, "hidden_size": 768, "intermediate_size": 3072,
                 "hidden_act": "gelu", "id2label": {"0": "a", "1": "b", "2": "c"}}
                """);

    assertThat(config.classes()).isEqualTo(3);
    assertThat(config.layerNormEps()).isEqualTo(1e-12);
  }

  @Test
  void unsupportedSettingsAreToldTogether() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"model_type": "gpt2", "activation_function": "relu", "n_embd": 768,
                     "n_inner": 1000, "n_head": 12, "n_layer": "twelve", "vocab_size": 50257,
                     "scale_attn_by_inverse_layer_idx": true}
                    """))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "config.json: activation_function is \"relu\"; only gelu_new or gelu_pytorch_tanh is"
                + " supported; scale_attn_by_inverse_layer_idx is true; only false is supported;"
                + " n_inner is 1000; only 3072 is supported; n_positions is missing; n_layer is"
                + " \"twelve\", not an integer");
  }

  @Test
  void unsupportedAndImpossibleSettingsAreToldTogether() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"model_type": "llama", "attention_bias": true, "hidden_size": 65,
                     "intermediate_size": 128, "num_attention_heads": 4, "num_hidden_layers": 2,
                     "vocab_size": 100, "rope_scaling": {"type": "linear", "factor": 2.0}}
                    """))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "config.json: attention_bias is true; only false is supported; rope_scaling.type is \"linear\";"
                + " only llama3 or default is supported; Llama configuration: width 65 is not a"
                + " multiple of heads 4");
  }

  @Test
  void unsupportedTimmModels() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"architecture": "vit_base_patch16_clip_224",
                     "model_args": {"init_values": 1e-5, "global_pool": "avg"}}
                    """))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model_args.global_pool is \"avg\"; only token is supported")
        .hasMessageContaining("model_args has init_values, which is not supported")
        .hasMessageContaining("a SIZE of base, huge, large, small, tiny");
  }

  @Test
  void timmCannotHaveAnotherEps() {
    Layout layout = Layout.of(new VisionTransformerConfig(8, 4, 1, 2, 6, 10, 5, 1e-12), "timm");

    assertThatThrownBy(() -> layout.configJson(DType.F32))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "timm normalises with an eps of 1.0E-6, this model with 1.0E-12; choose another layout");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "3", "{", "{\"model_type\": \"gpt2\"} x", "{\"a\": 1, \"a\": 2}"})
  void whatIsNotOneObjectIsRefused(String json) {
    assertThatThrownBy(() -> Layout.fromConfigJson(json))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("config.json: it ");
  }

  @Test
  void unknownModelsAreRefused() {
    assertThatThrownBy(() -> Layout.fromConfigJson("{\"model_type\": \"bert\"}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model_type is \"bert\"");
  }

  @Test
  void typesThatCannotBeLoadedAreRefused() {
    Layout layout = Layout.of(new Gpt2Config(20, 8, 4, 1, 2), "hf");

    assertThatThrownBy(() -> layout.configJson(DType.I8)).isInstanceOf(InvalidInputException.class);
  }
}
