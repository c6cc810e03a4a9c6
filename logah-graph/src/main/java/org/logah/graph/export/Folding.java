package org.logah.graph.export;

import java.util.ArrayList;
import java.util.List;
import org.logah.graph.ComputationGraph;

/**
 * The columns that a long graph is folded into. A column ends near its even share of levels, where
 * the fewest nodes have edges that go on, which in a residual network is after a sum.
 */
final class Folding {
  private static final int LONGEST_SINGLE_COLUMN = 30;
  private static final int SHORTEST_COLUMN = 22;
  private static final int LEAST_SLACK = 4;

  /** Width over height that is aimed at. */
  private static final double ASPECT = 1.5;

  private final int[] column;
  private final List<Integer> firstLevels = new ArrayList<>();

  /**
   * Folds the levels.
   *
   * @param columnAspect width of a column over the height of a level
   */
  Folding(ComputationGraph graph, Layering layering, double columnAspect) {
    int levels = layering.levels();
    int columns = 1;
    if (levels > LONGEST_SINGLE_COLUMN) {
      int even = (int) Math.round(Math.sqrt(ASPECT * levels / columnAspect));
      columns = Math.max(1, Math.min(even, levels / SHORTEST_COLUMN));
    }
    int[] crossing = crossing(graph, layering);
    firstLevels.add(0);
    for (int i = 1; i < columns; i++) {
      int share = levels / columns;
      firstLevels.add(cheapest(crossing, i * levels / columns, Math.max(LEAST_SLACK, share / 5)));
    }
    column = new int[levels];
    for (int level = 1; level < levels; level++) {
      column[level] = column[level - 1] + (firstLevels.contains(level) ? 1 : 0);
    }
  }

  /** For every level the number of nodes above it with edges to it or below. */
  private static int[] crossing(ComputationGraph graph, Layering layering) {
    int[] crossing = new int[layering.levels()];
    for (int node = 0; node < graph.nodes().size(); node++) {
      int last = layering.level(node);
      for (int successor : graph.successors(node)) {
        last = Math.max(last, layering.level(successor));
      }
      for (int level = layering.level(node) + 1; level <= last; level++) {
        crossing[level]++;
      }
    }
    return crossing;
  }

  private static int cheapest(int[] crossing, int around, int slack) {
    int best = around;
    for (int distance = 1; distance <= slack; distance++) {
      for (int level : new int[] {around - distance, around + distance}) {
        if (level < crossing.length && crossing[level] < crossing[best]) {
          best = level;
        }
      }
    }
    return best;
  }

  int columns() {
    return firstLevels.size();
  }

  int column(int level) {
    return column[level];
  }

  /** The place of a level in its column, from 0 at the top. */
  int row(int level) {
    return level - firstLevels.get(column[level]);
  }
}
