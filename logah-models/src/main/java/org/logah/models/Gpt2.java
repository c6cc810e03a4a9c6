package org.logah.models;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.logah.api.LinearLayout;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Embedding;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.GraphConvention;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.InitialDistribution.Normal;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.MultiHeadAttention;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * Tokens {@code [batch, tokens]} to the logits {@code [batch, tokens, vocabulary]} of the token
 * after each; named, ordered and initialised as Hugging Face's {@code GPT2LMHeadModel}. A tied
 * model has one table, {@code lm_head.weight}, and no {@code transformer.wte.weight}: it counts as
 * the weight of the head, not as an embedding, because that is how hypernetworks are trained on it.
 */
public final class Gpt2 implements Network {
  private final Gpt2Config config;
  private final Embedding tokens;
  private final Embedding positions;
  private final List<TransformerBlock> blocks;
  private final LayerNorm norm;
  private final Linear head;
  private final List<ParameterSpec> parameters;

  public Gpt2(Gpt2Config config) {
    this.config = config;
    long width = config.width();
    InitialDistribution initial = new Normal(config.initializerRange());
    ParameterSpec headWeight =
        new ParameterSpec(
            "lm_head.weight", Shape.of(config.vocabulary(), width), ParameterRole.WEIGHT, initial);
    tokens =
        config.tied()
            ? new Embedding(headWeight)
            : Embedding.of("transformer.wte", config.vocabulary(), width, initial);
    positions = Embedding.of("transformer.wpe", config.positions(), width, initial);
    List<TransformerBlock> built = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      built.add(block("transformer.h." + i, config));
    }
    blocks = List.copyOf(built);
    norm = LayerNorm.of("transformer.ln_f", width, config.layerNormEps());
    head = new Linear(headWeight, null, LinearLayout.OUT_IN);
    parameters = collectParameters();
  }

  private static TransformerBlock block(String name, Gpt2Config config) {
    long width = config.width();
    InitialDistribution initial = new Normal(config.initializerRange());
    InitialDistribution residual =
        new Normal(config.initializerRange() / Math.sqrt(2.0 * config.layers()));
    return new TransformerBlock(
        LayerNorm.of(name + ".ln_1", width, config.layerNormEps()),
        new MultiHeadAttention(
            Linear.conv1d(name + ".attn.c_attn", width, 3 * width, initial),
            Linear.conv1d(name + ".attn.c_proj", width, width, residual),
            config.heads(),
            true),
        LayerNorm.of(name + ".ln_2", width, config.layerNormEps()),
        new FeedForward(
            Linear.conv1d(name + ".mlp.c_fc", width, 4 * width, initial),
            Tensor::geluTanh,
            Linear.conv1d(name + ".mlp.c_proj", 4 * width, width, residual)));
  }

  private List<ParameterSpec> collectParameters() {
    List<ParameterSpec> specs = new ArrayList<>(tokens.parameters());
    specs.addAll(positions.parameters());
    blocks.forEach(block -> specs.addAll(block.parameters()));
    specs.addAll(norm.parameters());
    if (!config.tied()) {
      specs.addAll(head.parameters());
    }
    return List.copyOf(specs);
  }

  /** What it was built from. */
  public Gpt2Config config() {
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
    return GraphConvention.GPT2;
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
    int length = TokenInput.length(input, config.positions());
    Tensor states = states(values, tokens.forward(values, input), length);
    return head.forward(values, states);
  }

  /** Tables that repeat a few rows, as predicted ones of a large vocabulary do, stay small. */
  @Override
  public Tensor loss(Parameters values, Tensor inputs, Tensor targets, double labelSmoothing) {
    int length = TokenInput.length(inputs, config.positions());
    Tensor embedded = RepeatedRows.of(values, tokens.weight()).embedding(inputs);
    Tensor states = states(values, embedded, length).reshape(-1, config.width());
    return RepeatedRows.of(values, head.weight()).crossEntropy(states, targets, labelSmoothing);
  }

  private Tensor states(Parameters values, Tensor embedded, int length) {
    Tensor indices = embedded.backend().tensor(LongStream.range(0, length).toArray(), 1, length);
    Tensor states = embedded.add(positions.forward(values, indices));
    for (TransformerBlock block : blocks) {
      states = block.forward(values, states);
    }
    return norm.forward(values, states);
  }
}
