package org.logah.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.logah.api.Backend;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * From graphs to node states: node embedding, then a Graphormer (Ying et al., "Do Transformers
 * really perform badly for graph representation?", as in GHN-3 section 3). Immutable; its
 * parameters are passed in.
 */
public final class GraphEncoder {
  /** The longest virtual edge that the distance embedding has a row for. */
  public static final int MAX_CUTOFF = 254;

  /** Row of the distance embedding for distance 0; the two before it are never used. */
  static final int DISTANCE_OFFSET = 2;

  private static final double PADDED_SCORE = -32768;
  private static final double EPS = 1e-5;

  private final GraphEncoderConfig config;
  private final NodeEmbedding embedding;
  private final Centrality centrality;
  private final EdgeBias edgeBias;
  private final List<GraphormerLayer> layers;
  private final LayerNorm norm;

  public GraphEncoder(GraphEncoderConfig config) {
    this.config = config;
    embedding = new NodeEmbedding(config);
    centrality = new Centrality(config);
    edgeBias = new EdgeBias(config);
    layers =
        IntStream.range(0, config.layers())
            .mapToObj(layer -> new GraphormerLayer(config, layer))
            .toList();
    norm = LayerNorm.of("ln", config.hidden(), EPS);
  }

  /** What fixes this encoder. */
  public GraphEncoderConfig config() {
    return config;
  }

  /** The parameters, named and ordered as in the published checkpoints. */
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    if (config.finalNorm()) {
      specs.addAll(norm.parameters());
    }
    specs.addAll(embedding.parameters());
    for (int layer = 0; layer < layers.size(); layer++) {
      specs.addAll(layers.get(layer).attentionParameters());
      if (layer == 0) {
        specs.addAll(edgeBias.parameters());
      }
      specs.addAll(layers.get(layer).perceptronParameters());
      if (layer == 0) {
        specs.addAll(centrality.parameters());
      }
    }
    return specs;
  }

  /**
   * The states of all nodes.
   *
   * @param parameters of this encoder, whose backend computes
   * @return {@code [graphs, nodes, hidden]}; what padding holds has no meaning
   */
  public Tensor encode(Parameters parameters, GraphBatch batch) {
    return encode(parameters, batch, (name, tensor) -> {});
  }

  /**
   * As {@link #encode(Parameters, GraphBatch)}, showing what arises on the way: {@code embedding},
   * {@code edge_bias} {@code [graphs, nodes, nodes, heads]}, and {@code layer.0} and so on.
   */
  public Tensor encode(
      Parameters parameters, GraphBatch batch, BiConsumer<String, Tensor> observer) {
    Backend backend = parameters.get(embedding.parameters().get(0).name()).backend();
    Tensor states = embedding.forward(parameters, batch, backend);
    observer.accept("embedding", states);
    states = states.add(centrality.forward(parameters, batch, backend));
    Tensor bias = edgeBias.forward(parameters, batch, backend);
    if (batch.isPadded()) {
      Tensor mask =
          backend
              .tensor(batch.mask(), batch.graphs().size(), batch.nodes(), 1)
              .cast(states.dtype());
      states = states.mul(mask);
      bias = withoutPadding(bias, mask);
    }
    observer.accept("edge_bias", bias);
    Tensor scores = bias.permute(0, 3, 1, 2);
    for (int layer = 0; layer < layers.size(); layer++) {
      states = layers.get(layer).forward(parameters, states, scores);
      observer.accept("layer." + layer, states);
    }
    return config.finalNorm() ? norm.forward(parameters, states) : states;
  }

  /** No node attends to padding, which the mask {@code [graphs, nodes, 1]} has zeros for. */
  private static Tensor withoutPadding(Tensor bias, Tensor mask) {
    Backend backend = bias.backend();
    Tensor pairs = mask.matmul(mask.transpose(1, 2)).reshape(mask.size(0), mask.size(1), -1, 1);
    Tensor real = backend.full(0, bias.dtype(), Shape.scalar()).less(pairs);
    return real.where(bias, backend.full(PADDED_SCORE, bias.dtype(), Shape.scalar()));
  }
}
