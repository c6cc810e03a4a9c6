package org.logah.graph.export;

import java.io.IOException;
import java.util.List;
import org.logah.api.nn.ParameterSpec;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphNode;

/** The language of Graphviz. */
final class DotExport {
  private DotExport() {}

  static void write(ComputationGraph graph, String title, Appendable target) throws IOException {
    target.append("digraph ").append(quoted(title)).append(" {\n");
    target.append("  label=").append(quoted(title)).append(";\n");
    target.append("  labelloc=t;\n");
    target.append("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\"];\n");
    List<GraphNode> nodes = graph.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      GraphNode node = nodes.get(i);
      target.append("  ").append(Integer.toString(i)).append(" [label=");
      target.append(quoted(label(i, node))).append(", fillcolor=");
      target.append(quoted(Palette.fill(node.primitive()))).append("];\n");
    }
    for (int i = 0; i < nodes.size(); i++) {
      for (int successor : graph.successors(i)) {
        target.append("  ").append(Integer.toString(i)).append(" -> ");
        target.append(Integer.toString(successor)).append(";\n");
      }
    }
    target.append("}\n");
  }

  private static String label(int index, GraphNode node) {
    StringBuilder label = new StringBuilder(NodeText.heading(index, node));
    for (ParameterSpec parameter : node.parameters()) {
      label.append('\n').append(parameter.name());
    }
    node.size().ifPresent(size -> label.append('\n').append(size));
    return label.toString();
  }

  /** Backslashes are doubled too, since in labels they start escapes of their own. */
  private static String quoted(String text) {
    String escaped =
        text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "").replace("\n", "\\n");
    return '"' + escaped + '"';
  }
}
