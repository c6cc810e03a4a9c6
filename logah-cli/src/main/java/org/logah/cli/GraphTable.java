package org.logah.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.logah.api.nn.ParameterSpec;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphNode;

/** A graph as a table: a line for each node. */
final class GraphTable {
  private static final List<String> HEAD =
      List.of("node", "primitive", "size", "parameters", "feeds");

  private GraphTable() {}

  static void write(ComputationGraph graph, String title, Appendable target) throws IOException {
    List<List<String>> rows =
        IntStream.range(0, graph.nodes().size()).mapToObj(node -> row(graph, node)).toList();
    int[] widths = new int[HEAD.size()];
    for (int column = 0; column < widths.length; column++) {
      int at = column;
      widths[column] =
          Math.max(
              HEAD.get(column).length(),
              rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
    }
    target
        .append(title)
        .append(
            String.format(
                Locale.ROOT,
                ": %d nodes, %d edges, SHA-256 %s\n",
                rows.size(),
                graph.edgeCount(),
                graph.hash()));
    target.append(line(HEAD, widths));
    for (List<String> row : rows) {
      target.append(line(row, widths));
    }
  }

  private static List<String> row(ComputationGraph graph, int index) {
    GraphNode node = graph.nodes().get(index);
    return List.of(
        Integer.toString(index),
        node.primitive().label(),
        node.size().map(Object::toString).orElse("-"),
        node.parameters().isEmpty()
            ? "-"
            : node.parameters().stream().map(ParameterSpec::name).collect(Collectors.joining(" ")),
        Arrays.stream(graph.successors(index))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" ")));
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      line.append(cells.get(column));
      line.append(" ".repeat(widths[column] - cells.get(column).length() + 2));
    }
    return line.toString().stripTrailing() + "\n";
  }
}
