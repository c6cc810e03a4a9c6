package org.logah.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.logah.api.nn.GraphConvention;

/**
 * Where the graphs that the published hypernetworks were trained on depart from what tracing
 * yields; no general rule produces these, and they live nowhere else.
 *
 * <ul>
 *   <li>GPT-2: the untied language-model head hangs off the input and leads nowhere, so that the
 *       last norm is the last node.
 *   <li>Llama with fused attention: the attention has no node; the query's rotary sum stays, the
 *       key's is lost, and all feed the output projection.
 *   <li>Llama step by step: attention has a node, both rotary sums are lost, and query and key
 *       reach it only through their half-negations.
 * </ul>
 */
final class PublishedConvention {
  private static final String LANGUAGE_MODEL_HEAD = "lm_head.weight";

  private final List<TracedNode> nodes;
  private final Trace trace;

  private PublishedConvention(Trace trace) {
    this.trace = trace;
    this.nodes = new ArrayList<>(trace.nodes());
  }

  /** The traced nodes as the convention has them; removed ones are {@code null}. */
  static List<TracedNode> apply(GraphConvention convention, Trace trace) {
    PublishedConvention published = new PublishedConvention(trace);
    switch (convention) {
      case TRACED -> {}
      case GPT2 -> published.hangHeadOffInput();
      case LLAMA_FUSED -> published.fuseAttention();
      case LLAMA_EAGER -> published.dropRotarySums();
    }
    return published.nodes;
  }

  private void hangHeadOffInput() {
    for (TracedNode node : nodes) {
      boolean head = node.parameters().stream().anyMatch(p -> p.name().equals(LANGUAGE_MODEL_HEAD));
      if (head) {
        node.predecessors().clear();
        node.predecessors().add(0);
      }
    }
  }

  private void fuseAttention() {
    for (Trace.Attention attention : trace.attentions()) {
      attention.key().stream().filter(this::isSum).forEach(this::remove);
      remove(attention.node());
    }
  }

  private void dropRotarySums() {
    for (Trace.Attention attention : trace.attentions()) {
      for (SortedSet<Integer> operand : List.of(attention.query(), attention.key())) {
        for (int sum : operand) {
          if (isSum(sum)) {
            nodes.get(sum).predecessors().removeIf(p -> !isRotaryNegation(p));
            remove(sum);
          }
        }
      }
    }
  }

  private boolean isSum(int node) {
    return nodes.get(node) != null && nodes.get(node).primitive() == Primitive.SUM;
  }

  private boolean isRotaryNegation(int node) {
    return nodes.get(node).primitive() == Primitive.ROT_EMB;
  }

  private void remove(int removed) {
    SortedSet<Integer> predecessors = nodes.get(removed).predecessors();
    nodes.set(removed, null);
    for (TracedNode node : nodes) {
      if (node != null && node.predecessors().remove(removed)) {
        node.predecessors().addAll(predecessors);
      }
    }
  }
}
