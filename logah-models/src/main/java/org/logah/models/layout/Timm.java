package org.logah.models.layout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.nn.ParameterSpec;
import org.logah.models.VisionTransformerConfig;

/** timm's vision transformer: the names of a public size, and arguments that adapt it. */
final class Timm implements Format<VisionTransformerConfig> {
  private static final double EPS = 1e-6;
  private static final List<String> ARGUMENTS =
      List.of(
          "img_size",
          "patch_size",
          "embed_dim",
          "depth",
          "num_heads",
          "mlp_ratio",
          "num_classes",
          "in_chans",
          "qkv_bias",
          "class_token",
          "global_pool");
  private static final Renaming NAMES =
      Renaming.of(
          "class_token", "cls_token",
          "encoder.pos_embedding", "pos_embed",
          "conv_proj.", "patch_embed.proj.",
          "encoder.layers.encoder_layer_", "blocks.",
          ".ln_1.", ".norm1.",
          ".self_attention.in_proj_", ".attn.qkv.",
          ".self_attention.out_proj.", ".attn.proj.",
          ".ln_2.", ".norm2.",
          ".mlp.0.", ".mlp.fc1.",
          ".mlp.3.", ".mlp.fc2.",
          "encoder.ln.", "norm.",
          "heads.head.", "head.");

  @Override
  public String name() {
    return "timm";
  }

  @Override
  public Class<VisionTransformerConfig> configType() {
    return VisionTransformerConfig.class;
  }

  @Override
  public List<ExportedTensor> export(VisionTransformerConfig config, ParameterSpec spec) {
    return Format.whole(spec, NAMES.apply(spec.name()));
  }

  @Override
  public boolean recognises(ObjectNode root) {
    return root.path("architecture").asText().startsWith("vit_");
  }

  @Override
  public VisionTransformerConfig readConfig(ObjectNode root) {
    JsonFields fields = new JsonFields(root);
    TimmArchitecture known = TimmArchitecture.parse(fields.text("architecture"));
    JsonFields arguments = fields.in("model_args");
    arguments.require("in_chans", 3);
    arguments.require("qkv_bias", true);
    arguments.require("class_token", true);
    arguments.require("global_pool", List.of("token"));
    fields.require("global_pool", List.of("token"));
    for (String argument : arguments.names()) {
      if (!ARGUMENTS.contains(argument)) {
        fields.refuse("model_args has %s, which is not supported".formatted(argument));
      }
    }
    if (known == null && !(arguments.has("embed_dim") && arguments.has("depth"))) {
      fields.refuse(
          "architecture %s is none of vit_SIZE_patchN_M with a SIZE of %s"
              .formatted(fields.text("architecture"), TimmArchitecture.sizes()));
    }
    TimmArchitecture base = known == null ? TimmArchitecture.BASE : known;
    int imageSize = arguments.integer("img_size", base.imageSize());
    int patchSize = arguments.integer("patch_size", base.patchSize());
    int layers = arguments.integer("depth", base.layers());
    int heads = arguments.integer("num_heads", base.heads());
    int hidden = arguments.integer("embed_dim", base.hidden());
    int mlp = (int) (hidden * arguments.number("mlp_ratio", 4));
    int stated =
        fields.integer("num_classes", fields.in("pretrained_cfg").integer("num_classes", 1000));
    int classes = arguments.integer("num_classes", stated);
    return fields.build(
        () ->
            new VisionTransformerConfig(
                imageSize, patchSize, layers, heads, hidden, mlp, classes, EPS));
  }

  @Override
  public ObjectNode writeConfig(VisionTransformerConfig config, DType dtype) {
    if (config.layerNormEps() != EPS) {
      throw new InvalidInputException(
          "timm normalises with an eps of %s, this model with %s; choose another layout"
              .formatted(EPS, config.layerNormEps()));
    }
    ObjectNode root = JsonFields.object();
    root.put("architecture", TimmArchitecture.nearest(config))
        .put("num_classes", config.classes())
        .put("num_features", config.hidden());
    root.putObject("model_args")
        .put("img_size", config.imageSize())
        .put("patch_size", config.patchSize())
        .put("embed_dim", config.hidden())
        .put("depth", config.layers())
        .put("num_heads", config.heads())
        .put("mlp_ratio", ratio(config));
    ObjectNode pretrained = root.putObject("pretrained_cfg");
    pretrained.putArray("input_size").add(3).add(config.imageSize()).add(config.imageSize());
    pretrained
        .put("num_classes", config.classes())
        .put("fixed_input_size", true)
        .put("first_conv", "patch_embed.proj")
        .put("classifier", "head");
    return root.put("torch_dtype", TorchDType.name(dtype));
  }

  /** The smallest ratio that timm, which truncates the product, turns into the inner width. */
  private static double ratio(VisionTransformerConfig config) {
    double ratio = (double) config.mlp() / config.hidden();
    while ((int) (config.hidden() * ratio) < config.mlp()) {
      ratio = Math.nextUp(ratio);
    }
    return ratio;
  }
}
