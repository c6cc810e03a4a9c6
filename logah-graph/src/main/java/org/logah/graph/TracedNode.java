package org.logah.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.logah.api.Shape;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;

/** A node while the graph is still being traced: its place is its identity, its rest may change. */
final class TracedNode {
  private Primitive primitive;
  private final List<ParameterSpec> parameters = new ArrayList<>();
  private final Optional<Shape> size;
  private final SortedSet<Integer> predecessors;

  TracedNode(Primitive primitive, Optional<Shape> size, SortedSet<Integer> predecessors) {
    this.primitive = primitive;
    this.size = size;
    this.predecessors = new TreeSet<>(predecessors);
  }

  static TracedNode of(ParameterSpec spec, Primitive primitive, SortedSet<Integer> predecessors) {
    TracedNode node = new TracedNode(primitive, Optional.of(featureSize(spec)), predecessors);
    node.parameters.add(spec);
    return node;
  }

  private static Shape featureSize(ParameterSpec spec) {
    if (!PositionalTable.isOne(spec)) {
      return spec.shape();
    }
    long side = PositionalTable.side(spec);
    return Shape.of(1, spec.shape().size(2), side, side);
  }

  Primitive primitive() {
    return primitive;
  }

  void become(Primitive changed) {
    primitive = changed;
  }

  List<ParameterSpec> parameters() {
    return parameters;
  }

  boolean holds(ParameterRole role) {
    return parameters.stream().anyMatch(parameter -> parameter.role() == role);
  }

  SortedSet<Integer> predecessors() {
    return predecessors;
  }

  GraphNode frozen() {
    return new GraphNode(primitive, parameters, size);
  }
}
