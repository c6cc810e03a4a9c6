package org.logah.graph;

import java.util.List;
import java.util.stream.Stream;
import org.logah.api.Backend;
import org.logah.api.Tensor;
import org.logah.api.nn.Embedding;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.Linear;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * What a pair of nodes adds to its attention scores, from the distances there and back (GHN-3
 * section 3). Many pairs share their two distances, so the perceptron runs once for each distinct
 * pair of distances, and every pair of nodes looks its row up.
 */
final class EdgeBias {
  private static final int ROWS = 257;

  private final int heads;
  private final Embedding distances;
  private final FeedForward perceptron;

  EdgeBias(GraphEncoderConfig config) {
    int hidden = config.hidden();
    heads = config.heads();
    distances = Tables.embedding("gnn.0.attn.edge_embed.embed", ROWS, hidden);
    perceptron =
        new FeedForward(
            Linear.of("gnn.0.attn.proj_e.0", 2L * hidden, hidden),
            Tensor::relu,
            Linear.of("gnn.0.attn.proj_e.2", hidden, heads));
  }

  List<ParameterSpec> parameters() {
    return Stream.concat(distances.parameters().stream(), perceptron.parameters().stream())
        .toList();
  }

  /** The bias {@code [graphs, nodes, nodes, heads]}, padding not yet masked. */
  Tensor forward(Parameters parameters, GraphBatch batch, Backend backend) {
    long distinct = batch.distinctPairs.length / 2;
    long[] rows = batch.distinctPairs.clone();
    for (int i = 0; i < rows.length; i++) {
      rows[i] += GraphEncoder.DISTANCE_OFFSET;
    }
    Tensor thereAndBack =
        distances.forward(parameters, backend.tensor(rows, distinct, 2)).reshape(distinct, -1);
    Tensor table = perceptron.forward(parameters, thereAndBack);
    long nodes = batch.nodes();
    return table.embedding(backend.tensor(batch.pairs, batch.graphs().size(), nodes, nodes));
  }
}
