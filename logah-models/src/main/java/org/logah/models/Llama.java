package org.logah.models;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.LinearLayout;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Embedding;
import org.logah.api.nn.GraphConvention;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Linear;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.RmsNorm;

/**
 * Tokens {@code [batch, tokens]} to the logits {@code [batch, tokens, vocabulary]} of the token
 * after each; named, ordered and initialised as Hugging Face's {@code LlamaForCausalLM}. A tied
 * model has one table, {@code lm_head.weight}, and no {@code model.embed_tokens.weight}; see {@link
 * Gpt2} for why.
 */
public final class Llama implements Network {
  private final LlamaConfig config;
  private final Embedding tokens;
  private final List<LlamaBlock> blocks;
  private final RmsNorm norm;
  private final Linear head;
  private final List<ParameterSpec> parameters;

  public Llama(LlamaConfig config) {
    this.config = config;
    long width = config.width();
    InitialDistribution initial = new InitialDistribution.Normal(config.initializerRange());
    ParameterSpec headWeight =
        new ParameterSpec(
            "lm_head.weight", Shape.of(config.vocabulary(), width), ParameterRole.WEIGHT, initial);
    tokens =
        config.tied()
            ? new Embedding(headWeight)
            : Embedding.of("model.embed_tokens", config.vocabulary(), width, initial);
    List<LlamaBlock> built = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      built.add(LlamaBlock.of("model.layers." + i, config));
    }
    blocks = List.copyOf(built);
    norm = RmsNorm.of("model.norm", width, config.rmsNormEps());
    head = new Linear(headWeight, null, LinearLayout.OUT_IN);
    parameters = collectParameters();
  }

  private List<ParameterSpec> collectParameters() {
    List<ParameterSpec> specs = new ArrayList<>(tokens.parameters());
    blocks.forEach(block -> specs.addAll(block.parameters()));
    specs.addAll(norm.parameters());
    if (!config.tied()) {
      specs.addAll(head.parameters());
    }
    return List.copyOf(specs);
  }

  /** What it was built from. */
  public LlamaConfig config() {
    return config;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return parameters;
  }

  @Override
  public NetworkInput exampleInput() {
    return TokenInput.smallest();
  }

  @Override
  public GraphConvention graphConvention() {
    return config.attention().convention();
  }

  @Override
  public double initializerRange() {
    return config.initializerRange();
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.logah.api.InvalidInputException if a text is longer than the model's positions
   */
  @Override
  public Tensor forward(Parameters values, Tensor input) {
    int length = TokenInput.length(input, config.maxPositions());
    return head.forward(values, states(values, tokens.forward(values, input), length));
  }

  /** Tables that repeat a few rows, as predicted ones of a large vocabulary do, stay small. */
  @Override
  public Tensor loss(Parameters values, Tensor inputs, Tensor targets, double labelSmoothing) {
    int length = TokenInput.length(inputs, config.maxPositions());
    Tensor embedded = RepeatedRows.of(values, tokens.weight()).embedding(inputs);
    Tensor states = states(values, embedded, length).reshape(-1, config.width());
    return RepeatedRows.of(values, head.weight()).crossEntropy(states, targets, labelSmoothing);
  }

  private Tensor states(Parameters values, Tensor embedded, int length) {
    RotaryTable rotary = RotaryTable.of(config, length, embedded.backend(), embedded.dtype());
    Tensor states = embedded;
    for (LlamaBlock block : blocks) {
      states = block.forward(values, states, rotary);
    }
    return norm.forward(values, states);
  }
}
