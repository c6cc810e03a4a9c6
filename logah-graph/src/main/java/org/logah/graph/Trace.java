package org.logah.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.logah.api.Shape;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;

/**
 * The graph as it grows while a network runs. Only what the vocabulary names becomes a node: any
 * other operation passes on the nodes that its inputs came from, which removes it and joins its
 * neighbours in one step.
 */
final class Trace {
  /** One attention: its node, and the nodes that its query and key came from. */
  record Attention(int node, SortedSet<Integer> query, SortedSet<Integer> key) {}

  private final List<TracedNode> nodes = new ArrayList<>();
  private final Map<String, Integer> nodeOfParameter = new HashMap<>();
  private final List<Attention> attentions = new ArrayList<>();

  Trace() {
    nodes.add(new TracedNode(Primitive.INPUT, Optional.empty(), new TreeSet<>()));
  }

  List<TracedNode> nodes() {
    return nodes;
  }

  List<Attention> attentions() {
    return attentions;
  }

  /** A node without parameters, fed by the given nodes. */
  SortedSet<Integer> operation(
      Primitive primitive, Optional<Shape> size, SortedSet<Integer> predecessors) {
    return added(new TracedNode(primitive, size, predecessors));
  }

  /** A node that joins branches, made only where more than one edge enters it. */
  SortedSet<Integer> join(Primitive primitive, SortedSet<Integer> predecessors) {
    return predecessors.size() > 1
        ? operation(primitive, Optional.empty(), predecessors)
        : predecessors;
  }

  void attention(SortedSet<Integer> node, SortedSet<Integer> query, SortedSet<Integer> key) {
    attentions.add(new Attention(node.first(), query, key));
  }

  /**
   * The node of a parameter that an operation consumes. The first consumer places it; the last one
   * says what it is, so a table tied to the output projection is a projection. Later uses add no
   * edge, for that would lead back.
   */
  SortedSet<Integer> consume(
      ParameterSpec spec, Primitive primitive, SortedSet<Integer> predecessors) {
    Integer known = nodeOfParameter.get(spec.name());
    if (known == null) {
      nodeOfParameter.put(spec.name(), nodes.size());
      return added(TracedNode.of(spec, primitive, predecessors));
    }
    nodes.get(known).become(primitive);
    SortedSet<Integer> sources = new TreeSet<>(predecessors);
    sources.add(known);
    return sources;
  }

  /** A norm's bias shares the node of its scale. */
  void share(ParameterSpec bias, ParameterSpec scale) {
    share(bias, nodeOfParameter.get(scale.name()));
  }

  /** The node of a norm's bias: that of the scale, if the data come from there alone. */
  SortedSet<Integer> consumeNormBias(ParameterSpec bias, SortedSet<Integer> data) {
    if (data.size() == 1 && nodes.get(data.first()).holds(ParameterRole.NORM_SCALE)) {
      share(bias, data.first());
      return data;
    }
    return consume(bias, Primitive.LN, data);
  }

  private void share(ParameterSpec bias, int node) {
    if (nodeOfParameter.putIfAbsent(bias.name(), node) == null) {
      nodes.get(node).parameters().add(bias);
    }
  }

  private SortedSet<Integer> added(TracedNode node) {
    nodes.add(node);
    return new TreeSet<>(List.of(nodes.size() - 1));
  }
}
