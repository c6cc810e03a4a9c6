package org.logah.models.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.ModelCatalog;
import org.logah.models.ModelConfig;
import org.logah.models.Overrides;
import org.logah.models.VisionTransformerConfig;

class LayoutTest {
  private static final ModelConfig VISION = new VisionTransformerConfig(8, 4, 1, 2, 6, 10, 5);
  private static final ModelConfig TIED = new Gpt2Config(20, 8, 4, 1, 2);
  private static final ModelConfig UNTIED = TIED.with(Overrides.NONE.withTied(false));
  private static final ModelConfig LLAMA = LlamaConfig.llama2(20, 4, 6, 1, 2);

  private static List<String> names(ModelConfig config, String layout) {
    return Layout.of(config, layout).tensors().stream().map(ExportedTensor::name).toList();
  }

  private static Map<String, Shape> file(ModelConfig config, String layout) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    Layout.of(config, layout).tensors().forEach(t -> shapes.put(t.name(), t.shape()));
    return shapes;
  }

  @Test
  void timmNames() {
    assertThat(names(VISION, "timm"))
        .containsExactly(
            "cls_token",
            "patch_embed.proj.weight",
            "patch_embed.proj.bias",
            "pos_embed",
            "blocks.0.norm1.weight",
            "blocks.0.norm1.bias",
            "blocks.0.attn.qkv.weight",
            "blocks.0.attn.qkv.bias",
            "blocks.0.attn.proj.weight",
            "blocks.0.attn.proj.bias",
            "blocks.0.norm2.weight",
            "blocks.0.norm2.bias",
            "blocks.0.mlp.fc1.weight",
            "blocks.0.mlp.fc1.bias",
            "blocks.0.mlp.fc2.weight",
            "blocks.0.mlp.fc2.bias",
            "norm.weight",
            "norm.bias",
            "head.weight",
            "head.bias");
  }

  @Test
  void huggingFaceVisionNamesSplitTheProjection() {
    String layer = "vit.encoder.layer.0.";
    assertThat(names(VISION, "hf"))
        .containsExactly(
            "vit.embeddings.cls_token",
            "vit.embeddings.patch_embeddings.projection.weight",
            "vit.embeddings.patch_embeddings.projection.bias",
            "vit.embeddings.position_embeddings",
            layer + "layernorm_before.weight",
            layer + "layernorm_before.bias",
            layer + "attention.attention.query.weight",
            layer + "attention.attention.key.weight",
            layer + "attention.attention.value.weight",
            layer + "attention.attention.query.bias",
            layer + "attention.attention.key.bias",
            layer + "attention.attention.value.bias",
            layer + "attention.output.dense.weight",
            layer + "attention.output.dense.bias",
            layer + "layernorm_after.weight",
            layer + "layernorm_after.bias",
            layer + "intermediate.dense.weight",
            layer + "intermediate.dense.bias",
            layer + "output.dense.weight",
            layer + "output.dense.bias",
            "vit.layernorm.weight",
            "vit.layernorm.bias",
            "classifier.weight",
            "classifier.bias");
    assertThat(Layout.of(VISION, "hf").tensors())
        .contains(
            new ExportedTensor(
                layer + "attention.attention.value.weight",
                "encoder.layers.encoder_layer_0.self_attention.in_proj_weight",
                12,
                Shape.of(6, 6)));
  }

  @Test
  void torchvisionNamesAreTheParametersOwn() {
    assertThat(Layout.of(VISION, "torchvision").tensors())
        .allMatch(tensor -> tensor.name().equals(tensor.parameter()));
  }

  @Test
  void tiedTablesAreExportedAsTheEmbedding() {
    assertThat(names(TIED, "hf"))
        .startsWith("transformer.wte.weight", "transformer.wpe.weight")
        .doesNotContain("lm_head.weight");
    assertThat(names(TIED, "hf-base"))
        .startsWith("wte.weight", "wpe.weight", "h.0.ln_1.weight")
        .doesNotContain("lm_head.weight");
    assertThat(names(LLAMA.with(Overrides.NONE.withTied(true)), "hf"))
        .startsWith("model.embed_tokens.weight")
        .doesNotContain("lm_head.weight");
  }

  @Test
  void untiedHeadsKeepTheirName() {
    assertThat(names(UNTIED, "hf")).contains("transformer.wte.weight").endsWith("lm_head.weight");
    assertThat(names(UNTIED, "hf-base")).contains("wte.weight").endsWith("lm_head.weight");
    assertThat(names(LLAMA, "hf")).contains("model.embed_tokens.weight").endsWith("lm_head.weight");
  }

  @Test
  void gpt2IsFoundWithAndWithoutPrefix() {
    for (ModelConfig config : List.of(TIED, UNTIED)) {
      List<ExportedTensor> found = Layout.of(config, "hf").match(file(config, "hf-base"));
      assertThat(found).isEqualTo(Layout.of(config, "hf-base").tensors());
      assertThat(Layout.of(config, "hf-base").match(file(config, "hf")))
          .isEqualTo(Layout.of(config, "hf").tensors());
    }
  }

  @Test
  void buffersArePassedOver() {
    Map<String, Shape> gpt2 = file(TIED, "hf");
    gpt2.put("transformer.h.0.attn.bias", Shape.of(1, 1, 8, 8));
    gpt2.put("transformer.h.0.attn.masked_bias", Shape.scalar());
    gpt2.put("lm_head.weight", Shape.of(20, 4));
    Map<String, Shape> llama = file(LLAMA, "hf");
    llama.put("model.layers.0.self_attn.rotary_emb.inv_freq", Shape.of(1));

    assertThat(Layout.of(TIED, "hf").match(gpt2)).isEqualTo(Layout.of(TIED, "hf").tensors());
    assertThat(Layout.of(LLAMA, "hf").match(llama)).isEqualTo(Layout.of(LLAMA, "hf").tensors());
  }

  @Test
  void everythingThatDoesNotFitIsToldTogether() {
    Map<String, Shape> file = file(TIED, "hf");
    file.remove("transformer.ln_f.bias");
    file.remove("transformer.wpe.weight");
    file.put("score.weight", Shape.of(2, 4));
    file.put("wte.weight", Shape.of(20, 4));
    file.put("transformer.h.0.ln_1.weight", Shape.of(7));

    assertThatThrownBy(() -> Layout.of(TIED, "hf").match(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the tensors cannot be read as a gpt2 in layout hf: missing transformer.wpe.weight,"
                + " transformer.ln_f.bias; unexpected score.weight, wte.weight; misshapen"
                + " transformer.h.0.ln_1.weight is [7], not [4]");
  }

  @Test
  void unknownLayoutsAreRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> Layout.of(ModelCatalog.get("vit-base-16"), "keras"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("a model of family vit has no layout keras; choose from hf, torchvision, timm");
    assertThat(Layout.namesFor(TIED)).containsExactly("hf", "hf-base");
    assertThat(Layout.namesFor(LLAMA)).containsExactly("hf");
  }
}
