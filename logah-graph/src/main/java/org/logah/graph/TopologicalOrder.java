package org.logah.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order of nodes: by level, the length of the longest path from the input, and within a level
 * as traced. A node that nothing feeds stands on the level before its first consumer. This
 * reproduces the order of the published graphs of every family.
 */
final class TopologicalOrder {
  private TopologicalOrder() {}

  /** The graph of those traced nodes that are not {@code null}. */
  static ComputationGraph graph(List<TracedNode> nodes) {
    int[] level = levels(nodes);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i) != null) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparingInt(i -> level[i]));
    int[] place = new int[nodes.size()];
    for (int i = 0; i < order.size(); i++) {
      place[order.get(i)] = i;
    }
    List<List<Integer>> successors = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
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

  /** Tracing order is topological, save for the rewired heads, which are fed by the input alone. */
  private static int[] levels(List<TracedNode> nodes) {
    int[] level = new int[nodes.size()];
    for (int i = 0; i < level.length; i++) {
      if (nodes.get(i) != null) {
        for (int predecessor : nodes.get(i).predecessors()) {
          level[i] = Math.max(level[i], level[predecessor] + 1);
        }
      }
    }
    int[] firstConsumer = new int[level.length];
    for (int i = level.length - 1; i >= 0; i--) {
      if (nodes.get(i) == null) {
        continue;
      }
      if (i > 0 && nodes.get(i).predecessors().isEmpty() && firstConsumer[i] > 0) {
        level[i] = firstConsumer[i] - 1;
      }
      for (int predecessor : nodes.get(i).predecessors()) {
        int before = firstConsumer[predecessor];
        firstConsumer[predecessor] = before == 0 ? level[i] : Math.min(before, level[i]);
      }
    }
    return level;
  }
}
