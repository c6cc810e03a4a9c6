package org.logah.graph;

/**
 * Shortest path lengths between all pairs of nodes: the virtual edges of GHN-2 and GHN-3. Entry (i,
 * j) is the length from i to j, where 1 is an edge of the graph, and 0 means that there is no path,
 * that it is longer than the cutoff, or that i = j.
 */
public final class Distances {
  private final int nodes;
  private final short[] lengths;

  private Distances(int nodes, short[] lengths) {
    this.nodes = nodes;
    this.lengths = lengths;
  }

  static Distances of(int[][] successors, int cutoff) {
    if (cutoff < 1 || cutoff > Short.MAX_VALUE) {
      throw new IllegalArgumentException("cutoff " + cutoff + " is not 1 to " + Short.MAX_VALUE);
    }
    int nodes = successors.length;
    short[] lengths = new short[Math.multiplyExact(nodes, nodes)];
    int[] queue = new int[nodes];
    for (int source = 0; source < nodes; source++) {
      int row = source * nodes;
      int head = 0;
      int tail = 0;
      queue[tail++] = source;
      while (head < tail) {
        int node = queue[head++];
        int next = node == source ? 1 : lengths[row + node] + 1;
        if (next > cutoff) {
          break;
        }
        for (int successor : successors[node]) {
          if (lengths[row + successor] == 0) {
            lengths[row + successor] = (short) next;
            queue[tail++] = successor;
          }
        }
      }
    }
    return new Distances(nodes, lengths);
  }

  /** Number of nodes. */
  public int nodes() {
    return nodes;
  }

  /** The entry for a pair of nodes. */
  public int get(int from, int to) {
    return lengths[from * nodes + to];
  }

  /** Number of edges that leave a node. */
  public int outDegree(int node) {
    int degree = 0;
    for (int to = 0; to < nodes; to++) {
      degree += get(node, to) == 1 ? 1 : 0;
    }
    return degree;
  }

  /** Number of edges that enter a node. */
  public int inDegree(int node) {
    int degree = 0;
    for (int from = 0; from < nodes; from++) {
      degree += get(from, node) == 1 ? 1 : 0;
    }
    return degree;
  }
}
