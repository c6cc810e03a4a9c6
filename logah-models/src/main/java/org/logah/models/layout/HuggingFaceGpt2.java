package org.logah.models.layout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.logah.api.DType;
import org.logah.api.nn.ParameterSpec;
import org.logah.models.Gpt2Config;

/**
 * Hugging Face's GPT-2.
 *
 * @param name of the layout
 * @param prefix {@code transformer.}, or empty for the names of the model without its head
 */
record HuggingFaceGpt2(String name, String prefix) implements Format<Gpt2Config> {
  private static final String OWN_PREFIX = "transformer.";
  private static final String HEAD = "lm_head.weight";

  @Override
  public Class<Gpt2Config> configType() {
    return Gpt2Config.class;
  }

  @Override
  public List<ExportedTensor> export(Gpt2Config config, ParameterSpec spec) {
    if (spec.name().equals(HEAD)) {
      return Format.whole(spec, config.tied() ? prefix + "wte.weight" : HEAD);
    }
    return Format.whole(spec, prefix + key(spec.name()));
  }

  @Override
  public String key(String tensor) {
    return tensor.startsWith(OWN_PREFIX) ? tensor.substring(OWN_PREFIX.length()) : tensor;
  }

  @Override
  public boolean tolerates(Gpt2Config config, String key) {
    return key.endsWith(".attn.bias")
        || key.endsWith(".attn.masked_bias")
        || (config.tied() && key.equals(HEAD));
  }

  @Override
  public boolean recognises(ObjectNode root) {
    return root.path("model_type").asText().equals("gpt2");
  }

  @Override
  public Gpt2Config readConfig(ObjectNode root) {
    JsonFields fields = new JsonFields(root);
    int width = fields.integer("n_embd");
    fields.require("activation_function", List.of("gelu_new", "gelu_pytorch_tanh"));
    fields.require("scale_attn_weights", true);
    fields.require("scale_attn_by_inverse_layer_idx", false);
    fields.require("reorder_and_upcast_attn", false);
    fields.require("add_cross_attention", false);
    if (fields.has("n_inner")) {
      fields.require("n_inner", 4 * width);
    }
    int vocabulary = fields.integer("vocab_size");
    int positions = fields.integer("n_positions");
    int layers = fields.integer("n_layer");
    int heads = fields.integer("n_head");
    boolean tied = fields.flag("tie_word_embeddings", true);
    double eps = fields.number("layer_norm_epsilon", 1e-5);
    double range = fields.number("initializer_range", 0.02);
    return fields.build(
        () -> new Gpt2Config(vocabulary, positions, width, layers, heads, tied, eps, range));
  }

  @Override
  public ObjectNode writeConfig(Gpt2Config config, DType dtype) {
    ObjectNode root = JsonFields.object();
    root.putArray("architectures").add("GPT2LMHeadModel");
    root.put("model_type", "gpt2")
        .put("activation_function", "gelu_new")
        .put("vocab_size", config.vocabulary())
        .put("n_positions", config.positions())
        .put("n_ctx", config.positions())
        .put("n_embd", config.width())
        .put("n_layer", config.layers())
        .put("n_head", config.heads())
        .putNull("n_inner")
        .put("layer_norm_epsilon", config.layerNormEps())
        .put("initializer_range", config.initializerRange());
    // GPT-2's only special token, the end of a text, is the last of its vocabulary.
    return root.put("bos_token_id", config.vocabulary() - 1)
        .put("eos_token_id", config.vocabulary() - 1)
        .put("tie_word_embeddings", config.tied())
        .put("torch_dtype", TorchDType.name(dtype));
  }
}
