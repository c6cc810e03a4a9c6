package org.logah.graph.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.logah.api.Shape;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.graph.GraphNode;

/** What a node is called in drawings and tables. */
final class NodeText {
  private static final String ELLIPSIS = "…";

  private NodeText() {}

  /** For example {@code 12 conv}. */
  static String heading(int index, GraphNode node) {
    return index + " " + node.primitive().label();
  }

  /** For example {@code 768×3072}; empty for a node without a size. */
  static String size(GraphNode node) {
    return node.size().map(NodeText::dimensions).orElse("");
  }

  private static String dimensions(Shape shape) {
    return Arrays.stream(shape.toArray()).mapToObj(Long::toString).collect(Collectors.joining("×"));
  }

  static String role(ParameterRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /** Everything about a node, a line for each parameter. */
  static String full(int index, GraphNode node) {
    StringBuilder text = new StringBuilder(heading(index, node));
    node.size().ifPresent(size -> text.append(", size ").append(size));
    for (ParameterSpec parameter : node.parameters()) {
      text.append('\n').append(parameter.name()).append(' ').append(parameter.shape());
      text.append(' ').append(role(parameter.role()));
    }
    return text.toString();
  }

  /** The parameters in at most so many characters: the end of the first name, and how many more. */
  static String parameters(GraphNode node, int characters) {
    if (node.parameters().isEmpty()) {
      return "";
    }
    int others = node.parameters().size() - 1;
    String more = others == 0 ? "" : " +" + others;
    return ending(node.label(), characters - more.length()) + more;
  }

  /** The text, or as much of its end as fits: the end of a name tells more than its start. */
  static String ending(String text, int characters) {
    if (text.length() <= characters) {
      return text;
    }
    int start = text.length() - characters + ELLIPSIS.length();
    if (Character.isLowSurrogate(text.charAt(start))) {
      start++;
    }
    return ELLIPSIS + text.substring(start);
  }
}
