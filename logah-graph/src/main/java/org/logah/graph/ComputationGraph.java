package org.logah.graph;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The computational graph of a network (GHN-3 section 3): nodes in topological order, node 0 the
 * input, and edges along which data flows. Immutable.
 */
public final class ComputationGraph {
  private final List<GraphNode> nodes;
  private final int[][] successors;

  /**
   * A graph of the given nodes.
   *
   * @param nodes in topological order; the first is the input
   * @param successors for every node the nodes that it feeds, each a later one
   * @throws IllegalArgumentException if an edge leads back or nowhere or occurs twice, or node 0 is
   *     no input
   */
  public ComputationGraph(List<GraphNode> nodes, int[][] successors) {
    this.nodes = List.copyOf(nodes);
    this.successors = new int[successors.length][];
    if (successors.length != this.nodes.size()) {
      throw new IllegalArgumentException(
          "%d nodes, but edges of %d".formatted(this.nodes.size(), successors.length));
    }
    if (this.nodes.isEmpty() || this.nodes.get(0).primitive() != Primitive.INPUT) {
      throw new IllegalArgumentException("node 0 is not the input");
    }
    for (int i = 0; i < successors.length; i++) {
      this.successors[i] = successors[i].clone();
      Arrays.sort(this.successors[i]);
      int before = i;
      for (int successor : this.successors[i]) {
        if (successor <= i || successor >= successors.length) {
          throw new IllegalArgumentException(
              "edge %d-%d does not lead to a later node".formatted(i, successor));
        }
        if (successor == before) {
          throw new IllegalArgumentException("edge %d-%d occurs twice".formatted(i, successor));
        }
        before = successor;
      }
    }
  }

  public List<GraphNode> nodes() {
    return nodes;
  }

  /** The nodes that a node feeds, in ascending order. */
  public int[] successors(int node) {
    return successors[node].clone();
  }

  /**
   * The level of every node: the length of the longest path from the input, or of a node that
   * nothing feeds the level before its first consumer.
   */
  public int[] levels() {
    int[] level = new int[successors.length];
    boolean[] fed = new boolean[successors.length];
    for (int i = 0; i < successors.length; i++) {
      for (int successor : successors[i]) {
        level[successor] = Math.max(level[successor], level[i] + 1);
        fed[successor] = true;
      }
    }
    for (int i = 1; i < successors.length; i++) {
      if (!fed[i]) {
        level[i] = Arrays.stream(successors[i]).map(s -> level[s] - 1).min().orElse(0);
      }
    }
    return level;
  }

  /** Number of edges. */
  public int edgeCount() {
    return Arrays.stream(successors).mapToInt(s -> s.length).sum();
  }

  /**
   * The lengths of the shortest directed paths, by a breadth-first search from every node.
   *
   * @param cutoff longest path that counts; 50 when training, 250 for evaluating language models
   */
  public Distances distances(int cutoff) {
    return Distances.of(successors, cutoff);
  }

  /** SHA-256 over primitives, sizes and edges: equal for equal graphs, whatever names are. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < nodes.size(); i++) {
        GraphNode node = nodes.get(i);
        String line =
            node.primitive().label()
                + node.size().map(Object::toString).orElse("")
                + Arrays.toString(successors[i])
                + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
