package org.logah.graph.export;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.logah.api.nn.ParameterSpec;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphNode;

/** The page. It is well-formed XML as well, so that programs can read the table. */
final class HtmlExport {
  private static final String STYLE =
      """
      <style>
      body { font-family: Helvetica, Arial, sans-serif; margin: 1rem; color: #222; }
      #view { border: 1px solid #bbb; height: 80vh; overflow: hidden; cursor: grab; }
      #view svg { width: 100%; height: 100%; touch-action: none; }
      table { border-collapse: collapse; font-size: 0.85rem; margin-top: 1rem; }
      th, td { border: 1px solid #ccc; padding: 0.2rem 0.6rem; text-align: left; }
      </style>
      """;

  private static final String SCRIPT =
      """
      <script>
      (function () {
        const svg = document.querySelector('#view svg');
        const whole = svg.getAttribute('viewBox').split(' ').map(Number);
        let box = whole.slice();
        let last = null;
        function show() { svg.setAttribute('viewBox', box.join(' ')); }
        function scale() {
          const area = svg.getBoundingClientRect();
          return Math.max(box[2] / area.width, box[3] / area.height);
        }
        svg.addEventListener('wheel', function (event) {
          event.preventDefault();
          const area = svg.getBoundingClientRect();
          const factor = Math.exp(event.deltaY * 0.001);
          const units = scale();
          const x = box[0] + box[2] / 2 + (event.clientX - area.left - area.width / 2) * units;
          const y = box[1] + box[3] / 2 + (event.clientY - area.top - area.height / 2) * units;
          box = [x - (x - box[0]) * factor, y - (y - box[1]) * factor,
            box[2] * factor, box[3] * factor];
          show();
        }, { passive: false });
        svg.addEventListener('pointerdown', function (event) {
          last = event;
          svg.setPointerCapture(event.pointerId);
        });
        svg.addEventListener('pointermove', function (event) {
          if (last === null) { return; }
          const units = scale();
          box[0] -= (event.clientX - last.clientX) * units;
          box[1] -= (event.clientY - last.clientY) * units;
          last = event;
          show();
        });
        svg.addEventListener('pointerup', function () { last = null; });
        svg.addEventListener('dblclick', function () { box = whole.slice(); show(); });
      })();
      </script>
      """;

  private HtmlExport() {}

  static void write(ComputationGraph graph, String title, Appendable target) throws IOException {
    String escapedTitle = Markup.escape(title);
    target.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"UTF-8\"/>\n");
    target.append("<title>").append(escapedTitle).append("</title>\n");
    target.append(STYLE).append("</head>\n<body>\n");
    target.append("<h1>").append(escapedTitle).append("</h1>\n");
    target.append("<p>Drag to move, turn the wheel to enlarge, double-click to see all.</p>\n");
    target.append("<div id=\"view\">\n");
    SvgExport.writeElement(graph, title, target);
    target.append("</div>\n");
    writeTable(graph, target);
    target.append(SCRIPT).append("</body>\n</html>\n");
  }

  private static void writeTable(ComputationGraph graph, Appendable target) throws IOException {
    target.append("<table>\n<thead><tr><th>Node</th><th>Primitive</th><th>Size</th>");
    target.append("<th>Parameters</th><th>Feeds</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < graph.nodes().size(); i++) {
      GraphNode node = graph.nodes().get(i);
      target.append("<tr><td>" + i + "</td><td style=\"background: ");
      target.append(Palette.fill(node.primitive()) + "\">" + node.primitive().label());
      target.append("</td><td>").append(NodeText.size(node)).append("</td><td>");
      target.append(parameters(node)).append("</td><td>");
      target.append(successors(graph, i)).append("</td></tr>\n");
    }
    target.append("</tbody>\n</table>\n");
  }

  private static String parameters(GraphNode node) {
    return node.parameters().stream()
        .map(HtmlExport::parameter)
        .collect(Collectors.joining("<br/>"));
  }

  private static String parameter(ParameterSpec parameter) {
    return Markup.escape(parameter.name())
        + " "
        + parameter.shape()
        + " "
        + NodeText.role(parameter.role());
  }

  private static String successors(ComputationGraph graph, int node) {
    return Arrays.stream(graph.successors(node))
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", "));
  }
}
