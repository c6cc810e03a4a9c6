package org.logah.api.tape;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.logah.api.Tensor;

/**
 * One walk from a loss back to variables. Every node on the way is differentiated once, latest
 * first, and gives up what it saved as soon as that is done.
 */
final class BackwardPass {
  private final TapeTensor loss;
  private final TapeNode last;
  private final Set<TapeNode> variables;

  /** All nodes the loss depends on, by number; the pass holds a reference of each. */
  private final NavigableMap<Long, TapeNode> reached = new TreeMap<>();

  /** Gradients complete or under way, each owned by the pass. */
  private final Map<TapeNode, SharedTensor> gradients = new HashMap<>();

  BackwardPass(TapeTensor loss, TapeNode last, Set<TapeNode> variables) {
    this.loss = loss;
    this.last = last;
    this.variables = variables;
  }

  /** The gradients of those variables that the loss depends on; the caller owns them. */
  Map<TapeNode, SharedTensor> run() {
    Map<TapeNode, SharedTensor> found = new HashMap<>();
    try {
      reach();
      Set<TapeNode> between = leadingToVariables();
      gradients.put(last, new SharedTensor(ones()));
      for (TapeNode node : reached.descendingMap().values()) {
        if (between.contains(node) && !node.isVariable()) {
          differentiate(node, between);
        }
      }
      for (TapeNode variable : variables) {
        if (gradients.containsKey(variable)) {
          found.put(variable, gradients.remove(variable));
        }
      }
      if (!last.isVariable()) {
        last.takeEdges().ifPresent(BackwardPass::release);
      }
      return found;
    } finally {
      reached.values().forEach(TapeNode::release);
      gradients.values().forEach(SharedTensor::release);
    }
  }

  private void reach() {
    Deque<TapeNode> left = new ArrayDeque<>(List.of(last));
    while (!left.isEmpty()) {
      TapeNode node = left.pop();
      if (!reached.containsKey(node.number())) {
        List<TapeEdge> edges = node.edges().orElseThrow(() -> alreadyDifferentiated(node));
        reached.put(node.number(), node.retain());
        edges.forEach(edge -> left.push(edge.operand()));
      }
    }
  }

  private Set<TapeNode> leadingToVariables() {
    Set<TapeNode> leading = new HashSet<>();
    for (TapeNode node : reached.values()) {
      List<TapeEdge> edges = node.edges().orElseThrow(() -> alreadyDifferentiated(node));
      if (variables.contains(node)
          || edges.stream().anyMatch(edge -> leading.contains(edge.operand()))) {
        leading.add(node);
      }
    }
    return leading;
  }

  private Tensor ones() {
    Tensor value = loss.value().tensor();
    return ((TapeRecorder) loss.backend())
        .owned(() -> value.backend().full(1, value.dtype(), value.shape()));
  }

  private void differentiate(TapeNode node, Set<TapeNode> between) {
    List<TapeEdge> edges = node.takeEdges().orElseThrow(() -> alreadyDifferentiated(node));
    SharedTensor gradient = gradients.remove(node);
    try {
      for (TapeEdge edge : edges) {
        if (between.contains(edge.operand())) {
          gain(edge.operand(), edge.gradient(gradient));
        }
      }
    } finally {
      gradient.release();
      release(edges);
    }
  }

  private void gain(TapeNode node, SharedTensor more) {
    SharedTensor before = gradients.get(node);
    if (before == null) {
      gradients.put(node, more);
      return;
    }
    try {
      TapeRecorder tape = (TapeRecorder) loss.backend();
      Tensor sum = tape.owned(() -> before.tensor().add(more.tensor()));
      gradients.put(node, new SharedTensor(sum));
      before.release();
    } finally {
      more.release();
    }
  }

  private static void release(List<TapeEdge> edges) {
    for (TapeEdge edge : edges) {
      edge.releaseSaved();
      edge.operand().release();
    }
  }

  private IllegalStateException alreadyDifferentiated(TapeNode node) {
    String what =
        node == last
            ? "the loss was differentiated before"
            : "it depends on a result of %s that was differentiated before"
                .formatted(node.operation());
    return new IllegalStateException(
        "gradients of %s %s: %s; compute it anew".formatted(loss.dtype(), loss.shape(), what));
  }
}
