package org.logah.api.tape;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One recorded operation, or a variable. Tensors and later nodes hold references; with the last one
 * goes what the node saved, and its references of earlier nodes. Made with one reference.
 */
final class TapeNode {
  private static final AtomicLong CREATED = new AtomicLong();

  private final long number = CREATED.getAndIncrement();
  private final String operation;
  private final boolean variable;
  private final AtomicInteger references = new AtomicInteger(1);

  /** {@code null} once differentiated or released. */
  private List<TapeEdge> edges;

  private TapeNode(String operation, boolean variable, List<TapeEdge> edges) {
    this.operation = operation;
    this.variable = variable;
    this.edges = edges;
  }

  static TapeNode ofVariable() {
    return new TapeNode("variable", true, List.of());
  }

  static TapeNode ofOperation(String operation, List<TapeEdge> edges) {
    return new TapeNode(operation, false, edges);
  }

  /** Greater than the numbers of all nodes that this one depends on. */
  long number() {
    return number;
  }

  String operation() {
    return operation;
  }

  boolean isVariable() {
    return variable;
  }

  /** The ways to the operands; empty if the node was differentiated or released. */
  synchronized Optional<List<TapeEdge>> edges() {
    return Optional.ofNullable(edges);
  }

  /** The ways to the operands, whose owner is now the caller. */
  synchronized Optional<List<TapeEdge>> takeEdges() {
    Optional<List<TapeEdge>> taken = edges();
    edges = null;
    return taken;
  }

  TapeNode retain() {
    references.incrementAndGet();
    return this;
  }

  /** Without recursion, since a graph may be deeper than the stack. */
  void release() {
    Deque<TapeNode> left = new ArrayDeque<>(List.of(this));
    while (!left.isEmpty()) {
      TapeNode node = left.pop();
      if (node.references.decrementAndGet() == 0) {
        for (TapeEdge edge : node.takeEdges().orElse(List.of())) {
          edge.releaseSaved();
          left.push(edge.operand());
        }
      }
    }
  }
}
