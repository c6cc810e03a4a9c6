package org.logah.graph.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphNode;
import org.logah.graph.Primitive;

/** The drawing: title, legend, edges, and a box for every node. */
final class SvgExport {
  private static final int MARGIN = 24;
  private static final int LEAST_WIDTH = 560;
  private static final int TITLE_CHARACTERS = 60;
  private static final int NAME_CHARACTERS = 31;
  private static final int LEGEND_ENTRY = 124;
  private static final int LEGEND_LINE = 24;

  private static final String HEAD =
      """
      <style>
      .graph text { font-family: Helvetica, Arial, sans-serif; font-size: 11px; fill: #222; }
      .graph .title { font-size: 18px; font-weight: bold; }
      .graph .heading { font-size: 12px; font-weight: bold; }
      .graph .size { text-anchor: end; fill: #444; }
      .graph rect.box { stroke: #666; }
      .graph g:hover rect.box { stroke: #000; stroke-width: 2; }
      .graph path.edge { fill: none; stroke: #777; stroke-width: 1.4; marker-end: url(#end); }
      .graph path.passing { stroke: #2f6db5; marker-end: url(#passing-end); }
      .graph path.edge:hover { stroke: #d00; stroke-width: 3; }
      </style>
      <defs>
      <marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" \
      markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#777"/></marker>
      <marker id="passing-end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" \
      markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0 L8,4 L0,8 z" \
      fill="#2f6db5"/></marker>
      </defs>
      """;

  private final ComputationGraph graph;
  private final Appendable target;
  private final Grid grid;
  private final Routing routing;
  private final int width;

  private SvgExport(ComputationGraph graph, Appendable target) {
    this.graph = graph;
    this.target = target;
    grid = new Grid(graph);
    routing = new Routing(graph, grid);
    width = Math.max(LEAST_WIDTH, routing.width() + 2 * MARGIN);
  }

  static void write(ComputationGraph graph, String title, Appendable target) throws IOException {
    target.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    writeElement(graph, title, target);
  }

  /** The drawing as a part of another document. */
  static void writeElement(ComputationGraph graph, String title, Appendable target)
      throws IOException {
    new SvgExport(graph, target).draw(title);
  }

  private void draw(String title) throws IOException {
    Map<Primitive, Integer> occurring = occurring();
    int perLine = (width - 2 * MARGIN) / LEGEND_ENTRY;
    int legendLines = (occurring.size() + perLine - 1) / perLine;
    int legendTop = MARGIN + 44;
    int drawingTop = legendTop + legendLines * LEGEND_LINE + 16 + routing.heightAbove();
    int height = drawingTop + grid.height() + MARGIN;
    target
        .append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"0 0 ")
        .append(width + " " + height + "\" width=\"" + width + "\" height=\"" + height + "\">\n");
    target.append("<title>").append(Markup.escape(title)).append("</title>\n");
    target.append(HEAD);
    target.append("<rect width=\"" + width + "\" height=\"" + height + "\" fill=\"#fff\"/>\n");
    text("title", MARGIN, MARGIN + 16, NodeText.ending(title, TITLE_CHARACTERS));
    String counts = graph.nodes().size() + " nodes, " + graph.edgeCount() + " edges";
    text("counts", MARGIN, MARGIN + 34, counts);
    drawLegend(occurring, perLine, legendTop);
    int left = (width - routing.width()) / 2;
    target.append("<g transform=\"translate(" + left + "," + drawingTop + ")\">\n");
    routing.forEach(this::drawEdge);
    for (int node = 0; node < graph.nodes().size(); node++) {
      drawNode(node);
    }
    target.append("</g>\n</svg>\n");
  }

  private Map<Primitive, Integer> occurring() {
    Map<Primitive, Integer> counts = new EnumMap<>(Primitive.class);
    graph.nodes().forEach(node -> counts.merge(node.primitive(), 1, Integer::sum));
    return counts;
  }

  private void drawLegend(Map<Primitive, Integer> occurring, int perLine, int top)
      throws IOException {
    List<Primitive> primitives = new ArrayList<>(occurring.keySet());
    for (int i = 0; i < primitives.size(); i++) {
      int x = MARGIN + i % perLine * LEGEND_ENTRY;
      int y = top + i / perLine * LEGEND_LINE;
      Primitive primitive = primitives.get(i);
      box("legend", x, y, 22, 15, primitive);
      text("legend", x + 28, y + 12, primitive.label() + " × " + occurring.get(primitive));
    }
  }

  private void drawEdge(int from, int to, boolean passing, String path) throws IOException {
    target.append("<path class=\"edge").append(passing ? " passing" : "").append("\" d=\"");
    target.append(path).append("\"><title>" + from + " → " + to + "</title></path>\n");
  }

  private void drawNode(int index) throws IOException {
    GraphNode node = graph.nodes().get(index);
    int x = routing.left(index);
    int y = grid.top(index);
    boolean named = !node.parameters().isEmpty();
    int headingY = y + (named ? 15 : 22);
    target.append("<g class=\"node\"><title>");
    target.append(Markup.escape(NodeText.full(index, node))).append("</title>\n");
    box("box", x, y, Grid.BOX_WIDTH, Grid.BOX_HEIGHT, node.primitive());
    text("heading", x + 8, headingY, NodeText.heading(index, node));
    text("size", x + Grid.BOX_WIDTH - 8, headingY, NodeText.size(node));
    if (named) {
      text("name", x + 8, y + 29, NodeText.parameters(node, NAME_CHARACTERS));
    }
    target.append("</g>\n");
  }

  private void box(String type, int x, int y, int boxWidth, int boxHeight, Primitive primitive)
      throws IOException {
    target.append("<rect class=\"" + type + "\" x=\"" + x + "\" y=\"" + y);
    target.append("\" width=\"" + boxWidth + "\" height=\"" + boxHeight);
    target.append("\" rx=\"5\" stroke=\"#666\" fill=\"" + Palette.fill(primitive) + "\"/>\n");
  }

  private void text(String type, int x, int y, String content) throws IOException {
    if (!content.isEmpty()) {
      target.append("<text class=\"" + type + "\" x=\"" + x + "\" y=\"" + y + "\">");
      target.append(Markup.escape(content)).append("</text>\n");
    }
  }
}
