package org.logah.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order of nodes: by {@linkplain ComputationGraph#levels level}, and within a level as traced.
 * This reproduces the order of the published graphs of every family.
 */
final class TopologicalOrder {
  private TopologicalOrder() {}

  /** The graph of those traced nodes that are not {@code null}. */
  static ComputationGraph graph(List<TracedNode> nodes) {
    List<Integer> traced =
        IntStream.range(0, nodes.size()).filter(i -> nodes.get(i) != null).boxed().toList();
    int[] level = graph(nodes, traced).levels();
    List<Integer> order =
        IntStream.range(0, level.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> level[i]))
            .map(traced::get)
            .toList();
    return graph(nodes, order);
  }

  /** The graph of some traced nodes in an order in which every node follows those that feed it. */
  private static ComputationGraph graph(List<TracedNode> nodes, List<Integer> order) {
    int[] place = new int[nodes.size()];
    List<List<Integer>> successors = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      place[order.get(i)] = i;
      successors.add(new ArrayList<>());
    }
    List<GraphNode> frozen = new ArrayList<>();
    for (int node : order) {
      frozen.add(nodes.get(node).frozen());
      for (int predecessor : nodes.get(node).predecessors()) {
        successors.get(place[predecessor]).add(place[node]);
      }
    }
    return new ComputationGraph(
        frozen,
        successors.stream()
            .map(s -> s.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new));
  }
}
