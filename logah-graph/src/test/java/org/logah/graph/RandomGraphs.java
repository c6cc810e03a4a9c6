package org.logah.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.logah.api.Shape;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.random.RandomStream;

/** Acyclic graphs drawn from a seed. */
final class RandomGraphs {
  private static final int[] CHANNELS = {1, 3, 10, 32, 100, 768};

  private static final List<Primitive> INNER =
      List.of(Primitive.CONV, Primitive.BIAS, Primitive.LN, Primitive.SUM, Primitive.POS_ENC);

  private RandomGraphs() {}

  /**
   * A graph in which every pair of nodes has an edge with one probability, and nodes are of vision
   * primitives.
   */
  static ComputationGraph draw(int nodes, double density, long seed) {
    RandomStream edges = RandomStream.named(seed, "edges");
    RandomStream kinds = RandomStream.named(seed, "kinds");
    List<GraphNode> drawn = new ArrayList<>();
    int[][] successors = new int[nodes][];
    for (int i = 0; i < nodes; i++) {
      int from = i;
      drawn.add(node(i, kinds));
      successors[i] =
          IntStream.range(i + 1, nodes)
              .filter(to -> edges.uniform((long) from * nodes + to) < density)
              .toArray();
    }
    return new ComputationGraph(drawn, successors);
  }

  private static GraphNode node(int index, RandomStream kinds) {
    if (index == 0) {
      return new GraphNode(Primitive.INPUT, List.of(), Optional.empty());
    }
    Primitive primitive = INNER.get(kinds.integer(3L * index, INNER.size()));
    Shape size =
        Shape.of(
            CHANNELS[kinds.integer(3L * index + 1, CHANNELS.length)],
            CHANNELS[kinds.integer(3L * index + 2, CHANNELS.length)]);
    ParameterSpec spec =
        new ParameterSpec(
            "parameter" + index, size, ParameterRole.WEIGHT, new InitialDistribution.Constant(0));
    return primitive == Primitive.SUM
        ? new GraphNode(primitive, List.of(), Optional.empty())
        : new GraphNode(primitive, List.of(spec), Optional.of(size));
  }
}
