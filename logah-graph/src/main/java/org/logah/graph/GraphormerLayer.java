package org.logah.graph;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Tensor;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.MultiHeadAttention;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * One Graphormer layer: x += attention(norm(x)), x += perceptron(norm(x)), where every pair of
 * nodes adds its edge bias to the attention scores.
 */
final class GraphormerLayer {
  private static final double EPS = 1e-5;

  private final int heads;
  private final LayerNorm attentionNorm;
  private final Linear projection;
  private final Linear output;
  private final LayerNorm perceptronNorm;
  private final FeedForward perceptron;

  GraphormerLayer(GraphEncoderConfig config, int layer) {
    long hidden = config.hidden();
    String name = "gnn." + layer;
    heads = config.heads();
    attentionNorm = LayerNorm.of(name + ".ln1", hidden, EPS);
    projection =
        Linear.withoutBias(
            name + ".attn.to_qkv",
            hidden,
            3 * hidden,
            new InitialDistribution.Uniform(1 / Math.sqrt((double) hidden)));
    output = Linear.of(name + ".attn.to_out.0", hidden, hidden);
    perceptronNorm = LayerNorm.of(name + ".ln2", hidden, EPS);
    perceptron =
        new FeedForward(
            Linear.of(name + ".ff.net.0", hidden, 4 * hidden),
            Tensor::gelu,
            Linear.of(name + ".ff.net.3", 4 * hidden, hidden));
  }

  /** The parameters up to and with attention. */
  List<ParameterSpec> attentionParameters() {
    List<ParameterSpec> specs = new ArrayList<>(attentionNorm.parameters());
    specs.addAll(projection.parameters());
    specs.addAll(output.parameters());
    return specs;
  }

  /** The parameters after attention. */
  List<ParameterSpec> perceptronParameters() {
    List<ParameterSpec> specs = new ArrayList<>(perceptronNorm.parameters());
    specs.addAll(perceptron.parameters());
    return specs;
  }

  /**
   * The next states of the nodes.
   *
   * @param states {@code [graphs, nodes, hidden]}
   * @param bias {@code [graphs, heads, nodes, nodes]}
   */
  Tensor forward(Parameters parameters, Tensor states, Tensor bias) {
    long hidden = states.size(2);
    Tensor projected = projection.forward(parameters, attentionNorm.forward(parameters, states));
    Tensor mixed =
        states
            .backend()
            .attention(
                MultiHeadAttention.split(projected.slice(2, 0, hidden), heads),
                MultiHeadAttention.split(projected.slice(2, hidden, 2 * hidden), heads),
                MultiHeadAttention.split(projected.slice(2, 2 * hidden, 3 * hidden), heads),
                bias,
                false);
    Tensor attended = states.add(output.forward(parameters, MultiHeadAttention.join(mixed)));
    return attended.add(
        perceptron.forward(parameters, perceptronNorm.forward(parameters, attended)));
  }
}
