package org.logah.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.logah.api.nn.ParameterSpec;

/** Graphs in the notation that expectations are written in. */
final class GraphText {
  private GraphText() {}

  /** For every node its primitive and the names of its parameters. */
  static List<String> nodes(ComputationGraph graph) {
    return graph.nodes().stream()
        .map(
            node ->
                node.parameters().stream()
                    .map(ParameterSpec::name)
                    .collect(Collectors.joining(" ", node.primitive().label() + " ", ""))
                    .trim())
        .toList();
  }

  /** For example {@code 0-1 1-2}. */
  static String edges(ComputationGraph graph) {
    List<String> edges = new ArrayList<>();
    for (int from = 0; from < graph.nodes().size(); from++) {
      for (int to : graph.successors(from)) {
        edges.add(from + "-" + to);
      }
    }
    return String.join(" ", edges);
  }
}
