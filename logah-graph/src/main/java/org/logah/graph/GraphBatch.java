package org.logah.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One or more graphs as the index arrays that the encoder looks up, padded to the largest. Padding
 * is exact: a graph's node states do not depend on what else is in the batch.
 */
public final class GraphBatch {
  private static final int LAST_DEGREE = 100;
  private static final int LAST_INPUT_DISTANCE = 1000;

  private final List<ComputationGraph> graphs;
  private final int nodes;

  /** Indices of every node {@code [graphs * nodes]}. */
  final long[] primitives;

  final long[] inDegrees;
  final long[] outDegrees;
  final long[] inputDistances;

  /**
   * Rows of out and in, or of kernel height and width, of every node {@code [graphs * nodes, 2]}.
   */
  final long[] channelRows;

  final long[] spatialRows;

  /**
   * Out, in, kernel height and kernel width of every node {@code [graphs * nodes, 4]}, 0 for none.
   */
  final long[] sizes;

  /**
   * Which of the distinct pairs of distances a pair of nodes has {@code [graphs, nodes, nodes]}.
   */
  final long[] pairs;

  /** The distinct pairs (distance there, distance back) {@code [distinct, 2]}. */
  final long[] distinctPairs;

  /**
   * The batch of some graphs.
   *
   * @param graphs one or more
   * @param cutoff longest path that counts as a virtual edge, at most {@link
   *     GraphEncoder#MAX_CUTOFF}
   * @param table the sizes that the encoder embeds
   */
  public GraphBatch(List<ComputationGraph> graphs, int cutoff, ShapeTable table) {
    if (graphs.isEmpty() || cutoff < 1 || cutoff > GraphEncoder.MAX_CUTOFF) {
      throw new IllegalArgumentException(
          "a batch of %d graphs at cutoff %d; there must be a graph, and the cutoff be 1 to %d"
              .formatted(graphs.size(), cutoff, GraphEncoder.MAX_CUTOFF));
    }
    this.graphs = List.copyOf(graphs);
    nodes = graphs.stream().mapToInt(graph -> graph.nodes().size()).max().getAsInt();
    int all = Math.multiplyExact(graphs.size(), nodes);
    primitives = new long[all];
    inDegrees = new long[all];
    outDegrees = new long[all];
    inputDistances = new long[all];
    channelRows = new long[2 * all];
    spatialRows = new long[2 * all];
    sizes = new long[4 * all];
    pairs = new long[Math.multiplyExact(all, nodes)];
    Map<Long, Integer> distinct = new HashMap<>();
    distinct.put(0L, 0);
    for (int g = 0; g < graphs.size(); g++) {
      Distances distances = graphs.get(g).distances(cutoff);
      fillNodes(g, distances, table);
      fillPairs(g, distances, distinct);
    }
    distinctPairs = new long[2 * distinct.size()];
    distinct.forEach(
        (pair, row) -> {
          distinctPairs[2 * row] = pair >>> 32;
          distinctPairs[2 * row + 1] = pair & 0xFFFFFFFFL;
        });
  }

  private void fillNodes(int g, Distances distances, ShapeTable table) {
    List<GraphNode> own = graphs.get(g).nodes();
    for (int i = 0; i < own.size(); i++) {
      int at = g * nodes + i;
      GraphNode node = own.get(i);
      int[] rows = node.size().map(table::rows).orElseGet(table::rowsWithoutSize);
      node.size()
          .map(ShapeTable::fourSizes)
          .ifPresent(four -> System.arraycopy(four, 0, sizes, 4 * at, 4));
      primitives[at] = node.primitive().row();
      inDegrees[at] = Math.min(distances.inDegree(i), LAST_DEGREE);
      outDegrees[at] = Math.min(distances.outDegree(i), LAST_DEGREE);
      inputDistances[at] = Math.min(distances.get(0, i), LAST_INPUT_DISTANCE);
      channelRows[2 * at] = rows[0];
      channelRows[2 * at + 1] = rows[1];
      spatialRows[2 * at] = rows[2];
      spatialRows[2 * at + 1] = rows[3];
    }
  }

  private void fillPairs(int g, Distances distances, Map<Long, Integer> distinct) {
    int own = distances.nodes();
    for (int i = 0; i < own; i++) {
      for (int j = 0; j < own; j++) {
        long pair = ((long) distances.get(i, j) << 32) | distances.get(j, i);
        Integer row = distinct.get(pair);
        if (row == null) {
          row = distinct.size();
          distinct.put(pair, row);
        }
        pairs[(g * nodes + i) * nodes + j] = row;
      }
    }
  }

  /** The graphs, in order. */
  public List<ComputationGraph> graphs() {
    return graphs;
  }

  /** Number of nodes of the largest graph, to which all are padded. */
  public int nodes() {
    return nodes;
  }

  /** Whether any graph is smaller than the largest. */
  boolean isPadded() {
    return graphs.stream().anyMatch(graph -> graph.nodes().size() < nodes);
  }

  /** One for every node that a graph has, zero for padding {@code [graphs, nodes]}. */
  long[] mask() {
    long[] mask = new long[graphs.size() * nodes];
    for (int g = 0; g < graphs.size(); g++) {
      Arrays.fill(mask, g * nodes, g * nodes + graphs.get(g).nodes().size(), 1);
    }
    return mask;
  }
}
