package org.logah.models;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Linear;
import org.logah.api.nn.MultiHeadAttention;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.RmsNorm;

/** One layer of Llama: grouped-query attention with rotary positions, then a gated feed-forward. */
record LlamaBlock(
    int heads,
    int keyValueHeads,
    RmsNorm attentionNorm,
    Linear query,
    Linear key,
    Linear value,
    Linear output,
    RmsNorm feedForwardNorm,
    Linear gate,
    Linear up,
    Linear down) {

  static LlamaBlock of(String name, LlamaConfig config) {
    InitialDistribution initial = new InitialDistribution.Normal(config.initializerRange());
    long width = config.width();
    long queries = (long) config.heads() * config.headSize();
    long keys = (long) config.keyValueHeads() * config.headSize();
    String attention = name + ".self_attn.";
    String mlp = name + ".mlp.";
    return new LlamaBlock(
        config.heads(),
        config.keyValueHeads(),
        RmsNorm.of(name + ".input_layernorm", width, config.rmsNormEps()),
        Linear.withoutBias(attention + "q_proj", width, queries, initial),
        Linear.withoutBias(attention + "k_proj", width, keys, initial),
        Linear.withoutBias(attention + "v_proj", width, keys, initial),
        Linear.withoutBias(attention + "o_proj", queries, width, initial),
        RmsNorm.of(name + ".post_attention_layernorm", width, config.rmsNormEps()),
        Linear.withoutBias(mlp + "gate_proj", width, config.intermediate(), initial),
        Linear.withoutBias(mlp + "up_proj", width, config.intermediate(), initial),
        Linear.withoutBias(mlp + "down_proj", config.intermediate(), width, initial));
  }

  List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (Linear linear : List.of(query, key, value, output, gate, up, down)) {
      specs.addAll(linear.parameters());
    }
    specs.addAll(attentionNorm.parameters());
    specs.addAll(feedForwardNorm.parameters());
    return specs;
  }

  Tensor forward(Parameters parameters, Tensor input, RotaryTable rotary) {
    Tensor middle = input.add(attend(parameters, attentionNorm.forward(parameters, input), rotary));
    Tensor normalised = feedForwardNorm.forward(parameters, middle);
    Tensor gated = gate.forward(parameters, normalised);
    Tensor raised = up.forward(parameters, normalised);
    return middle.add(down.forward(parameters, gated.silu().mul(raised)));
  }

  private Tensor attend(Parameters parameters, Tensor input, RotaryTable rotary) {
    Tensor queries = MultiHeadAttention.split(query.forward(parameters, input), heads);
    Tensor keys = MultiHeadAttention.split(key.forward(parameters, input), keyValueHeads);
    Tensor values = MultiHeadAttention.split(value.forward(parameters, input), keyValueHeads);
    Tensor turnedQueries = input.backend().rotaryEmbedding(queries, rotary.cosine(), rotary.sine());
    Tensor turnedKeys = input.backend().rotaryEmbedding(keys, rotary.cosine(), rotary.sine());
    Tensor mixed = input.backend().attention(turnedQueries, turnedKeys, values, null, true);
    return output.forward(parameters, MultiHeadAttention.join(mixed));
  }
}
