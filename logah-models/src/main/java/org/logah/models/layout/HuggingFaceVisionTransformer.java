package org.logah.models.layout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.nn.ParameterSpec;
import org.logah.models.VisionTransformerConfig;

/**
 * Hugging Face's vision transformer, which keeps query, key and value as three tensors where
 * torchvision has one.
 */
final class HuggingFaceVisionTransformer implements Format<VisionTransformerConfig> {
  private static final String FUSED = ".self_attention.in_proj_";
  private static final List<String> THIRDS = List.of("query", "key", "value");
  private static final Renaming NAMES =
      Renaming.of(
          "class_token", "vit.embeddings.cls_token",
          "encoder.pos_embedding", "vit.embeddings.position_embeddings",
          "conv_proj.", "vit.embeddings.patch_embeddings.projection.",
          "encoder.layers.encoder_layer_", "vit.encoder.layer.",
          ".ln_1.", ".layernorm_before.",
          ".self_attention.out_proj.", ".attention.output.dense.",
          ".ln_2.", ".layernorm_after.",
          ".mlp.0.", ".intermediate.dense.",
          ".mlp.3.", ".output.dense.",
          "encoder.ln.", "vit.layernorm.",
          "heads.head.", "classifier.");

  @Override
  public String name() {
    return "hf";
  }

  @Override
  public Class<VisionTransformerConfig> configType() {
    return VisionTransformerConfig.class;
  }

  @Override
  public List<ExportedTensor> export(VisionTransformerConfig config, ParameterSpec spec) {
    if (!spec.name().contains(FUSED)) {
      return Format.whole(spec, NAMES.apply(spec.name()));
    }
    Shape third = spec.shape().with(0, config.hidden());
    return IntStream.range(0, THIRDS.size())
        .mapToObj(
            i -> {
              String part = ".attention.attention." + THIRDS.get(i) + ".";
              String name = NAMES.apply(spec.name().replace(FUSED, part));
              return new ExportedTensor(name, spec.name(), (long) i * config.hidden(), third);
            })
        .toList();
  }

  @Override
  public boolean recognises(ObjectNode root) {
    return root.path("model_type").asText().equals("vit");
  }

  @Override
  public VisionTransformerConfig readConfig(ObjectNode root) {
    JsonFields fields = new JsonFields(root);
    fields.require("hidden_act", List.of("gelu"));
    fields.require("qkv_bias", true);
    fields.require("num_channels", 3);
    int imageSize = fields.integer("image_size");
    int patchSize = fields.integer("patch_size");
    int layers = fields.integer("num_hidden_layers");
    int heads = fields.integer("num_attention_heads");
    int hidden = fields.integer("hidden_size");
    int mlp = fields.integer("intermediate_size");
    int labels = fields.has("id2label") ? fields.size("id2label") : 2;
    int classes = fields.integer("num_labels", labels);
    double eps = fields.number("layer_norm_eps", 1e-12);
    return fields.build(
        () ->
            new VisionTransformerConfig(
                imageSize, patchSize, layers, heads, hidden, mlp, classes, eps));
  }

  @Override
  public ObjectNode writeConfig(VisionTransformerConfig config, DType dtype) {
    ObjectNode root = JsonFields.object();
    root.putArray("architectures").add("ViTForImageClassification");
    return root.put("model_type", "vit")
        .put("hidden_act", "gelu")
        .put("image_size", config.imageSize())
        .put("patch_size", config.patchSize())
        .put("num_channels", 3)
        .put("num_hidden_layers", config.layers())
        .put("num_attention_heads", config.heads())
        .put("hidden_size", config.hidden())
        .put("intermediate_size", config.mlp())
        .put("num_labels", config.classes())
        .put("qkv_bias", true)
        .put("layer_norm_eps", config.layerNormEps())
        .put("hidden_dropout_prob", 0.0)
        .put("attention_probs_dropout_prob", 0.0)
        .put("torch_dtype", TorchDType.name(dtype));
  }
}
