package org.logah.models.layout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.nn.ParameterSpec;
import org.logah.models.LlamaConfig;
import org.logah.models.LlamaConfig.Attention;
import org.logah.models.RotaryScaling;

/** Hugging Face's Llama. */
final class HuggingFaceLlama implements Format<LlamaConfig> {
  private static final String HEAD = "lm_head.weight";
  private static final int LLAMA_3_VOCABULARY = 128256;

  @Override
  public String name() {
    return "hf";
  }

  @Override
  public Class<LlamaConfig> configType() {
    return LlamaConfig.class;
  }

  @Override
  public List<ExportedTensor> export(LlamaConfig config, ParameterSpec spec) {
    boolean shared = config.tied() && spec.name().equals(HEAD);
    return Format.whole(spec, shared ? "model.embed_tokens.weight" : spec.name());
  }

  @Override
  public boolean tolerates(LlamaConfig config, String key) {
    return key.endsWith("rotary_emb.inv_freq") || (config.tied() && key.equals(HEAD));
  }

  @Override
  public boolean recognises(ObjectNode root) {
    return root.path("model_type").asText().equals("llama");
  }

  @Override
  public LlamaConfig readConfig(ObjectNode root) {
    JsonFields fields = new JsonFields(root);
    fields.require("hidden_act", List.of("silu", "swish"));
    fields.require("attention_bias", false);
    fields.require("mlp_bias", false);
    fields.require("attn_implementation", List.of("eager", "sdpa", "flash_attention_2"));
    int vocabulary = fields.integer("vocab_size");
    int width = fields.integer("hidden_size");
    int intermediate = fields.integer("intermediate_size");
    int layers = fields.integer("num_hidden_layers");
    int heads = fields.integer("num_attention_heads");
    int groups = fields.integer("num_key_value_heads", heads);
    int headSize = fields.integer("head_dim", 0);
    int positions = fields.integer("max_position_embeddings", 2048);
    double eps = fields.number("rms_norm_eps", 1e-6);
    double range = fields.number("initializer_range", 0.02);
    boolean tied = fields.flag("tie_word_embeddings", false);
    // Newer versions of the library keep the base and the scaling in one object.
    JsonFields scaling =
        fields.in(fields.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
    double theta = scaling.number("rope_theta", fields.number("rope_theta", 10000));
    RotaryScaling rotary = readScaling(scaling);
    Attention attention =
        fields.text("attn_implementation").equals("eager") ? Attention.EAGER : Attention.FUSED;
    return fields.build(
        () ->
            new LlamaConfig(
                vocabulary,
                width,
                intermediate,
                layers,
                heads,
                groups,
                fields.has("head_dim") ? headSize : LlamaConfig.headSize(width, heads),
                positions,
                eps,
                theta,
                rotary,
                tied,
                range,
                attention));
  }

  private static RotaryScaling readScaling(JsonFields scaling) {
    scaling.require("rope_type", List.of("llama3", "default"));
    scaling.require("type", List.of("llama3", "default"));
    if (!scaling.text("rope_type").equals("llama3") && !scaling.text("type").equals("llama3")) {
      return null;
    }
    double factor = scaling.number("factor", 8);
    double low = scaling.number("low_freq_factor", 1);
    double high = scaling.number("high_freq_factor", 4);
    int original = scaling.integer("original_max_position_embeddings", 8192);
    try {
      return new RotaryScaling(factor, low, high, original);
    } catch (InvalidInputException e) {
      scaling.refuse(e.getMessage());
      return null;
    }
  }

  @Override
  public ObjectNode writeConfig(LlamaConfig config, DType dtype) {
    ObjectNode root = JsonFields.object();
    root.putArray("architectures").add("LlamaForCausalLM");
    root.put("model_type", "llama")
        .put("hidden_act", "silu")
        .put("vocab_size", config.vocabulary())
        .put("hidden_size", config.width())
        .put("intermediate_size", config.intermediate())
        .put("num_hidden_layers", config.layers())
        .put("num_attention_heads", config.heads())
        .put("num_key_value_heads", config.keyValueHeads())
        .put("head_dim", config.headSize())
        .put("max_position_embeddings", config.maxPositions())
        .put("rms_norm_eps", config.rmsNormEps())
        .put("rope_theta", config.ropeTheta());
    writeScaling(root, config.ropeScaling());
    if (config.attention() == Attention.EAGER) {
      root.put("attn_implementation", "eager");
    }
    boolean llama3 = config.vocabulary() >= LLAMA_3_VOCABULARY;
    return root.put("attention_bias", false)
        .put("mlp_bias", false)
        .put("initializer_range", config.initializerRange())
        .put("bos_token_id", llama3 ? 128000 : 1)
        .put("eos_token_id", llama3 ? 128001 : 2)
        .put("tie_word_embeddings", config.tied())
        .put("torch_dtype", TorchDType.name(dtype));
  }

  private static void writeScaling(ObjectNode root, RotaryScaling scaling) {
    if (scaling == null) {
      root.putNull("rope_scaling");
      return;
    }
    root.putObject("rope_scaling")
        .put("rope_type", "llama3")
        .put("factor", scaling.factor())
        .put("low_freq_factor", scaling.lowFrequencyFactor())
        .put("high_freq_factor", scaling.highFrequencyFactor())
        .put("original_max_position_embeddings", scaling.originalPositions());
  }
}
