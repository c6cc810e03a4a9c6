package org.logah.graph;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;
import org.logah.api.nn.Embedding;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * What a node is before it has looked at others: the embedding of its primitive plus that of its
 * size, a quarter of the width each for out, in, kernel height and kernel width.
 */
final class NodeEmbedding {
  private final GraphEncoderConfig config;
  private final Embedding primitives;
  private final Embedding spatial;
  private final Embedding channels;
  private final FourierSizes fourier;

  NodeEmbedding(GraphEncoderConfig config) {
    int quarter = config.hidden() / 4;
    this.config = config;
    primitives = Tables.embedding("embed", config.primitives(), config.hidden());
    spatial = Tables.embedding("shape_enc.embed_spatial", config.shapes().spatialRows(), quarter);
    channels = Tables.embedding("shape_enc.embed_channel", config.shapes().channelRows(), quarter);
    fourier = new FourierSizes(config);
  }

  List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(List.of(primitives.weight()));
    if (config.sizes().usesTable()) {
      specs.addAll(List.of(spatial.weight(), channels.weight()));
    }
    if (config.sizes().usesFourier()) {
      specs.addAll(fourier.parameters());
    }
    return specs;
  }

  /** The embeddings {@code [graphs, nodes, hidden]}. */
  Tensor forward(Parameters parameters, GraphBatch batch, Backend backend) {
    requireKnownPrimitives(batch);
    long graphs = batch.graphs().size();
    long nodes = batch.nodes();
    Tensor features =
        primitives.forward(parameters, backend.tensor(batch.primitives, graphs, nodes));
    if (config.sizes().usesTable()) {
      features = features.add(tables(parameters, batch, backend));
    }
    return config.sizes().usesFourier()
        ? features.add(fourier.forward(parameters, batch, backend, features.dtype()))
        : features;
  }

  private Tensor tables(Parameters parameters, GraphBatch batch, Backend backend) {
    long graphs = batch.graphs().size();
    long nodes = batch.nodes();
    Tensor outAndIn =
        channels.forward(parameters, backend.tensor(batch.channelRows, graphs, nodes, 2));
    Tensor kernel =
        spatial.forward(parameters, backend.tensor(batch.spatialRows, graphs, nodes, 2));
    long half = config.hidden() / 2;
    return backend.concat(
        List.of(outAndIn.reshape(graphs, nodes, half), kernel.reshape(graphs, nodes, half)), 2);
  }

  private void requireKnownPrimitives(GraphBatch batch) {
    for (ComputationGraph graph : batch.graphs()) {
      for (GraphNode node : graph.nodes()) {
        if (node.primitive().row() >= config.primitives()) {
          throw new InvalidInputException(
              ("the network has a node of type %s (%s), which this hypernetwork does not know;"
                      + " use one of the language family")
                  .formatted(node.primitive().label(), node.label()));
        }
      }
    }
  }
}
