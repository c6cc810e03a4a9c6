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

  /**
   * A positional table [1, 1 + side², width] counts as [1, width, side, side] (class row left out).
   */
  private static Shape featureSize(ParameterSpec spec) {
    Shape shape = spec.shape();
    if (spec.role() == ParameterRole.POSITION && shape.rank() == 3) {
      long side = (long) Math.floor(Math.sqrt((double) shape.size(1)));
      return Shape.of(1, shape.size(2), side, side);
    }
    return shape;
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
