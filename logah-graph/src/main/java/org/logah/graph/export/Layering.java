package org.logah.graph.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.logah.graph.ComputationGraph;

/**
 * Where every node stands: on its {@linkplain ComputationGraph#levels level}, in the order of the
 * mean place of what feeds them.
 */
final class Layering {
  private final int[] level;
  private final int[] position;
  private final List<List<Integer>> levels = new ArrayList<>();

  Layering(ComputationGraph graph) {
    int nodes = graph.nodes().size();
    level = graph.levels();
    position = new int[nodes];
    List<List<Integer>> predecessors = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      predecessors.add(new ArrayList<>());
    }
    for (int i = 0; i < nodes; i++) {
      for (int successor : graph.successors(i)) {
        predecessors.get(successor).add(i);
      }
    }
    for (int i = 0; i < nodes; i++) {
      while (levels.size() <= level[i]) {
        levels.add(new ArrayList<>());
      }
      levels.get(level[i]).add(i);
    }
    order(predecessors);
  }

  private void order(List<List<Integer>> predecessors) {
    double[] offset = new double[level.length];
    for (List<Integer> row : levels) {
      row.sort(
          Comparator.comparingDouble(
              node ->
                  predecessors.get(node).stream()
                      .mapToDouble(predecessor -> offset[predecessor])
                      .average()
                      .orElse(Double.MAX_VALUE)));
      for (int i = 0; i < row.size(); i++) {
        position[row.get(i)] = i;
        offset[row.get(i)] = i - (row.size() - 1) / 2.0;
      }
    }
  }

  /** Number of levels. */
  int levels() {
    return levels.size();
  }

  int level(int node) {
    return level[node];
  }

  /** Number of nodes on a level, at least one. */
  int width(int level) {
    return levels.get(level).size();
  }

  /** The place of a node on its level, from 0 at the left. */
  int position(int node) {
    return position[node];
  }

  boolean isLeftmost(int node) {
    return position[node] == 0;
  }

  boolean isRightmost(int node) {
    return position[node] == width(level[node]) - 1;
  }
}
