package org.logah.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.logah.api.Shape;
import org.logah.api.nn.GraphConvention;
import org.logah.api.nn.InitialDistribution.Constant;
import org.logah.api.nn.InitialDistribution.Normal;
import org.logah.api.nn.InitialDistribution.TruncatedNormal;
import org.logah.api.nn.InitialDistribution.Uniform;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;

class ParameterNamesTest {
  private static List<String> described(Network network) {
    return network.parameters().stream().map(spec -> spec.name() + " " + spec.shape()).toList();
  }

  private static ParameterSpec named(Network network, String name) {
    return network.parameters().stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void visionTransformerIsTorchvisions() {
    Network network = new VisionTransformerConfig(32, 8, 1, 3, 12, 40, 10).network();

    assertThat(described(network))
        .containsExactly(
            "class_token [1, 1, 12]",
            "conv_proj.weight [12, 3, 8, 8]",
            "conv_proj.bias [12]",
            "encoder.pos_embedding [1, 17, 12]",
            "encoder.layers.encoder_layer_0.ln_1.weight [12]",
            "encoder.layers.encoder_layer_0.ln_1.bias [12]",
            "encoder.layers.encoder_layer_0.self_attention.in_proj_weight [36, 12]",
            "encoder.layers.encoder_layer_0.self_attention.in_proj_bias [36]",
            "encoder.layers.encoder_layer_0.self_attention.out_proj.weight [12, 12]",
            "encoder.layers.encoder_layer_0.self_attention.out_proj.bias [12]",
            "encoder.layers.encoder_layer_0.ln_2.weight [12]",
            "encoder.layers.encoder_layer_0.ln_2.bias [12]",
            "encoder.layers.encoder_layer_0.mlp.0.weight [40, 12]",
            "encoder.layers.encoder_layer_0.mlp.0.bias [40]",
            "encoder.layers.encoder_layer_0.mlp.3.weight [12, 40]",
            "encoder.layers.encoder_layer_0.mlp.3.bias [12]",
            "encoder.ln.weight [12]",
            "encoder.ln.bias [12]",
            "heads.head.weight [10, 12]",
            "heads.head.bias [10]");
    assertThat(network.exampleInput().shape()).isEqualTo(Shape.of(1, 3, 32, 32));
    assertThat(network.graphConvention()).isEqualTo(GraphConvention.TRACED);
  }

  @Test
  void visionTransformerStartsAsTorchvisions() {
    Network network = new VisionTransformerConfig(32, 8, 1, 3, 12, 36, 10).network();
    String block = "encoder.layers.encoder_layer_0.";

    assertThat(named(network, "class_token").initial()).isEqualTo(new Constant(0));
    assertThat(named(network, "class_token").role()).isEqualTo(ParameterRole.CLASS_TOKEN);
    assertThat(named(network, "encoder.pos_embedding").initial()).isEqualTo(new Normal(0.02));
    assertThat(named(network, "encoder.pos_embedding").role()).isEqualTo(ParameterRole.POSITION);
    assertThat(named(network, "conv_proj.weight").initial())
        .isEqualTo(new TruncatedNormal(1 / Math.sqrt(3 * 8 * 8), 2));
    assertThat(named(network, block + "self_attention.in_proj_weight").initial())
        .isEqualTo(new Uniform(Math.sqrt(6.0 / 48)));
    assertThat(named(network, block + "self_attention.out_proj.weight").initial())
        .isEqualTo(new Uniform(1 / Math.sqrt(12)));
    assertThat(named(network, block + "mlp.3.weight").initial())
        .isEqualTo(new Uniform(Math.sqrt(6.0 / 48)));
    assertThat(named(network, block + "mlp.0.bias").initial()).isEqualTo(new Normal(1e-6));
    assertThat(named(network, "heads.head.weight").initial()).isEqualTo(new Constant(0));
  }

  @Test
  void untiedGpt2IsHuggingFaces() {
    Network network =
        new Gpt2Config(50, 16, 8, 1, 2).with(Overrides.NONE.withTied(false)).network();

    assertThat(described(network))
        .containsExactly(
            "transformer.wte.weight [50, 8]",
            "transformer.wpe.weight [16, 8]",
            "transformer.h.0.ln_1.weight [8]",
            "transformer.h.0.ln_1.bias [8]",
            "transformer.h.0.attn.c_attn.weight [8, 24]",
            "transformer.h.0.attn.c_attn.bias [24]",
            "transformer.h.0.attn.c_proj.weight [8, 8]",
            "transformer.h.0.attn.c_proj.bias [8]",
            "transformer.h.0.ln_2.weight [8]",
            "transformer.h.0.ln_2.bias [8]",
            "transformer.h.0.mlp.c_fc.weight [8, 32]",
            "transformer.h.0.mlp.c_fc.bias [32]",
            "transformer.h.0.mlp.c_proj.weight [32, 8]",
            "transformer.h.0.mlp.c_proj.bias [8]",
            "transformer.ln_f.weight [8]",
            "transformer.ln_f.bias [8]",
            "lm_head.weight [50, 8]");
    assertThat(named(network, "transformer.wte.weight").role()).isEqualTo(ParameterRole.EMBEDDING);
    assertThat(named(network, "transformer.wpe.weight").role()).isEqualTo(ParameterRole.EMBEDDING);
    assertThat(network.graphConvention()).isEqualTo(GraphConvention.GPT2);
  }

  @Test
  void tiedGpt2HasOneTableAndItComesFirst() {
    Network network = new Gpt2Config(50, 16, 8, 2, 2, true, 1e-5, 0.04).network();

    assertThat(described(network))
        .startsWith("lm_head.weight [50, 8]", "transformer.wpe.weight [16, 8]")
        .endsWith("transformer.ln_f.weight [8]", "transformer.ln_f.bias [8]");
    assertThat(named(network, "lm_head.weight").role()).isEqualTo(ParameterRole.WEIGHT);
    assertThat(network.initializerRange()).isEqualTo(0.04);
    assertThat(named(network, "lm_head.weight").initial()).isEqualTo(new Normal(0.04));
    assertThat(named(network, "transformer.h.1.mlp.c_proj.weight").initial())
        .isEqualTo(new Normal(0.02));
    assertThat(named(network, "transformer.h.1.mlp.c_fc.weight").initial())
        .isEqualTo(new Normal(0.04));
  }

  @Test
  void llamaIsHuggingFaces() {
    LlamaConfig config =
        LlamaConfig.llama2(50, 24, 40, 1, 4)
            .with(2, 64, 10000, null, false, LlamaConfig.Attention.EAGER);

    assertThat(described(config.network()))
        .containsExactly(
            "model.embed_tokens.weight [50, 24]",
            "model.layers.0.self_attn.q_proj.weight [24, 24]",
            "model.layers.0.self_attn.k_proj.weight [12, 24]",
            "model.layers.0.self_attn.v_proj.weight [12, 24]",
            "model.layers.0.self_attn.o_proj.weight [24, 24]",
            "model.layers.0.mlp.gate_proj.weight [40, 24]",
            "model.layers.0.mlp.up_proj.weight [40, 24]",
            "model.layers.0.mlp.down_proj.weight [24, 40]",
            "model.layers.0.input_layernorm.weight [24]",
            "model.layers.0.post_attention_layernorm.weight [24]",
            "model.norm.weight [24]",
            "lm_head.weight [50, 24]");
    assertThat(config.network().graphConvention()).isEqualTo(GraphConvention.LLAMA_EAGER);
    assertThat(config.withAttention(LlamaConfig.Attention.FUSED).network().graphConvention())
        .isEqualTo(GraphConvention.LLAMA_FUSED);
  }

  @Test
  void tiedLlamaHasOneTableAndItComesFirst() {
    Network network =
        LlamaConfig.llama2(50, 24, 40, 1, 4).with(Overrides.NONE.withTied(true)).network();

    assertThat(described(network)).startsWith("lm_head.weight [50, 24]").hasSize(11);
    assertThat(described(network)).endsWith("model.norm.weight [24]");
  }
}
