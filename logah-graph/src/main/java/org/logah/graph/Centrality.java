package org.logah.graph;

import java.util.List;
import org.logah.api.Backend;
import org.logah.api.Tensor;
import org.logah.api.nn.Embedding;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** Where a node stands: embeddings of its degrees and of its distance from the input. */
final class Centrality {
  private static final int DEGREES = 101;
  private static final int DISTANCES = 1001;

  private final Embedding inDegree;
  private final Embedding outDegree;
  private final Embedding inputDistance;

  Centrality(GraphEncoderConfig config) {
    int hidden = config.hidden();
    inDegree = Tables.embedding("gnn.0.centrality_embed_in", DEGREES, hidden);
    outDegree = Tables.embedding("gnn.0.centrality_embed_out", DEGREES, hidden);
    inputDistance = Tables.embedding("gnn.0.input_dist_embed", DISTANCES, hidden);
  }

  List<ParameterSpec> parameters() {
    return List.of(inDegree.weight(), outDegree.weight(), inputDistance.weight());
  }

  /** The sum of the three embeddings {@code [graphs, nodes, hidden]}. */
  Tensor forward(Parameters parameters, GraphBatch batch, Backend backend) {
    long graphs = batch.graphs().size();
    long nodes = batch.nodes();
    return inDegree
        .forward(parameters, backend.tensor(batch.inDegrees, graphs, nodes))
        .add(outDegree.forward(parameters, backend.tensor(batch.outDegrees, graphs, nodes)))
        .add(
            inputDistance.forward(parameters, backend.tensor(batch.inputDistances, graphs, nodes)));
  }
}
