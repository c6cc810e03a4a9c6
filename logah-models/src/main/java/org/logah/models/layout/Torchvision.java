package org.logah.models.layout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.logah.api.DType;
import org.logah.api.nn.ParameterSpec;
import org.logah.models.VisionTransformerConfig;

/**
 * torchvision's vision transformer. torchvision itself has no file of settings; ours holds the
 * arguments of its constructor under their names, the eps of its normalisation, and {@code
 * "architecture": "vision_transformer"}.
 */
final class Torchvision implements Format<VisionTransformerConfig> {
  private static final String ARCHITECTURE = "vision_transformer";

  @Override
  public String name() {
    return "torchvision";
  }

  @Override
  public Class<VisionTransformerConfig> configType() {
    return VisionTransformerConfig.class;
  }

  @Override
  public List<ExportedTensor> export(VisionTransformerConfig config, ParameterSpec spec) {
    return Format.whole(spec, spec.name());
  }

  @Override
  public boolean recognises(ObjectNode root) {
    return root.path("architecture").asText().equals(ARCHITECTURE);
  }

  @Override
  public VisionTransformerConfig readConfig(ObjectNode root) {
    JsonFields fields = new JsonFields(root);
    int imageSize = fields.integer("image_size");
    int patchSize = fields.integer("patch_size");
    int layers = fields.integer("num_layers");
    int heads = fields.integer("num_heads");
    int hidden = fields.integer("hidden_dim");
    int mlp = fields.integer("mlp_dim");
    int classes = fields.integer("num_classes", 1000);
    double eps = fields.number("layer_norm_eps", 1e-6);
    return fields.build(
        () ->
            new VisionTransformerConfig(
                imageSize, patchSize, layers, heads, hidden, mlp, classes, eps));
  }

  @Override
  public ObjectNode writeConfig(VisionTransformerConfig config, DType dtype) {
    return JsonFields.object()
        .put("architecture", ARCHITECTURE)
        .put("image_size", config.imageSize())
        .put("patch_size", config.patchSize())
        .put("num_layers", config.layers())
        .put("num_heads", config.heads())
        .put("hidden_dim", config.hidden())
        .put("mlp_dim", config.mlp())
        .put("num_classes", config.classes())
        .put("layer_norm_eps", config.layerNormEps())
        .put("torch_dtype", TorchDType.name(dtype));
  }
}
