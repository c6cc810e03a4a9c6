package org.logah.graph.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.Shape;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphNode;
import org.logah.graph.Primitive;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class GraphFormatTest {
  private static final String AWKWARD = "a<b>&\"c\" 'd'\\n\u0007";
  private static final String AWKWARD_AS_MARKUP = "a<b>&\"c\" 'd'\\n\uFFFD";

  private static ParameterSpec parameter(String name, ParameterRole role, long... shape) {
    return new ParameterSpec(name, Shape.of(shape), role, new InitialDistribution.Constant(0));
  }

  private static final ComputationGraph SMALL =
      new ComputationGraph(
          List.of(
              new GraphNode(Primitive.INPUT, List.of(), Optional.empty()),
              new GraphNode(
                  Primitive.CONV,
                  List.of(parameter(AWKWARD, ParameterRole.WEIGHT, 8, 3)),
                  Optional.of(Shape.of(8, 3))),
              new GraphNode(
                  Primitive.LN,
                  List.of(
                      parameter("norm.weight", ParameterRole.NORM_SCALE, 8),
                      parameter("norm.bias", ParameterRole.NORM_BIAS, 8)),
                  Optional.of(Shape.of(8))),
              new GraphNode(Primitive.SUM, List.of(), Optional.empty())),
          new int[][] {{1, 3}, {2}, {3}, {}});

  /** Blocks of three convolutions and a sum, one after another, and an edge over all of them. */
  private static ComputationGraph residual(int blocks) {
    List<GraphNode> nodes = new ArrayList<>(List.of(SMALL.nodes().get(0)));
    List<int[]> successors =
        new ArrayList<>(List.of(IntStream.of(1, 4, 4 * blocks).distinct().toArray()));
    for (int i = 1; i <= 4 * blocks; i++) {
      boolean sum = i % 4 == 0;
      String name = "blocks." + (i - 1) / 4 + ".layer" + i % 4 + ".weight";
      nodes.add(
          sum
              ? SMALL.nodes().get(3)
              : new GraphNode(
                  Primitive.CONV,
                  List.of(parameter(name, ParameterRole.WEIGHT, 8, 8)),
                  Optional.of(Shape.of(8, 8))));
      if (i == 4 * blocks) {
        successors.add(new int[0]);
      } else {
        successors.add(sum ? new int[] {i + 1, i + 4} : new int[] {i + 1});
      }
    }
    return new ComputationGraph(nodes, successors.toArray(int[][]::new));
  }

  private static String text(GraphFormat format, ComputationGraph graph, String title)
      throws IOException {
    StringBuilder text = new StringBuilder();
    format.write(graph, title, text);
    return text.toString();
  }

  private static Document parsed(String xml)
      throws ParserConfigurationException, IOException, SAXException {
    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    parser.setErrorHandler(null);
    return parser.parse(new InputSource(new StringReader(xml)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static List<Element> elements(Document document, String name, String type) {
    return elements(document, name).stream()
        .filter(element -> List.of(element.getAttribute("class").split(" ")).contains(type))
        .toList();
  }

  private static List<String> titles(List<Element> elements) {
    return elements.stream()
        .map(element -> element.getElementsByTagName("title").item(0).getTextContent())
        .toList();
  }

  @Test
  void jsonTellsAll() throws IOException {
    JsonNode json = new ObjectMapper().readTree(text(GraphFormat.JSON, SMALL, AWKWARD));
    assertThat(json.get("title").asText()).isEqualTo(AWKWARD);
    assertThat(json.get("hash").asText()).isEqualTo(SMALL.hash());
    assertThat(json.get("node_count").asInt()).isEqualTo(4);
    assertThat(json.get("edge_count").asInt()).isEqualTo(4);
    assertThat(json.get("edges").toString()).isEqualTo("[[0,1],[0,3],[1,2],[2,3]]");
    assertThat(json.get("nodes")).hasSize(4);
    assertThat(json.get("nodes").get(0).toString())
        .isEqualTo("{\"index\":0,\"primitive\":\"input\",\"parameters\":[],\"size\":null}");
    JsonNode awkward = json.get("nodes").get(1).get("parameters").get(0);
    assertThat(awkward.get("name").asText()).isEqualTo(AWKWARD);
    assertThat(awkward.get("shape").toString()).isEqualTo("[8,3]");
    assertThat(awkward.get("role").asText()).isEqualTo("weight");
    assertThat(json.get("nodes").get(2).toString())
        .isEqualTo(
            "{\"index\":2,\"primitive\":\"ln\",\"parameters\":[{\"name\":\"norm.weight\","
                + "\"shape\":[8],\"role\":\"norm_scale\"},{\"name\":\"norm.bias\",\"shape\":[8],"
                + "\"role\":\"norm_bias\"}],\"size\":[8]}");
  }

  @Test
  void dotIsThisText() throws IOException {
    assertThat(text(GraphFormat.DOT, SMALL, "say \"hi\""))
        .isEqualTo(
            """
            digraph "say \\"hi\\"" {
              label="say \\"hi\\"";
              labelloc=t;
              node [shape=box, style="rounded,filled", fontname="Helvetica"];
              0 [label="0 input", fillcolor="#d9d9d9"];
              1 [label="1 conv\\na<b>&\\"c\\" 'd'\\\\n\u0007\\n[8, 3]", fillcolor="#a6cee3"];
              2 [label="2 ln\\nnorm.weight\\nnorm.bias\\n[8]", fillcolor="#b8e0b0"];
              3 [label="3 sum", fillcolor="#ffffff"];
              0 -> 1;
              0 -> 3;
              1 -> 2;
              2 -> 3;
            }
            """);
  }

  @Test
  void dotHasALineForEveryNodeAndEdge() throws IOException {
    ComputationGraph graph = residual(20);
    String dot = text(GraphFormat.DOT, graph, "residual");
    List<String> edges =
        Pattern.compile("(?m)^  (\\d+) -> (\\d+);$")
            .matcher(dot)
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(edges).hasSize(graph.edgeCount()).doesNotHaveDuplicates();
    assertThat(Pattern.compile("(?m)^  \\d+ \\[label=").matcher(dot).results())
        .hasSize(graph.nodes().size());
  }

  @Test
  void svgSaysEverythingOfANodeWhenPointedAt() throws Exception {
    Document svg = parsed(text(GraphFormat.SVG, SMALL, AWKWARD));
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(titles(elements(svg, "g", "node")))
        .containsExactly(
            "0 input",
            "1 conv, size [8, 3]\n" + AWKWARD_AS_MARKUP + " [8, 3] weight",
            "2 ln, size [8]\nnorm.weight [8] norm_scale\nnorm.bias [8] norm_bias",
            "3 sum");
    assertThat(titles(elements(svg, "path", "edge")))
        .containsExactlyInAnyOrder("0 → 1", "0 → 3", "1 → 2", "2 → 3");
    assertThat(titles(elements(svg, "path", "passing"))).containsExactly("0 → 3");
    assertThat(elements(svg, "text", "title"))
        .extracting(Element::getTextContent)
        .containsExactly(AWKWARD_AS_MARKUP);
    assertThat(elements(svg, "text", "legend"))
        .extracting(Element::getTextContent)
        .containsExactlyInAnyOrder("input × 1", "conv × 1", "ln × 1", "sum × 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 40, 150})
  void svgDrawsEveryNodeInItsOwnPlaceWithinThePicture(int blocks) throws Exception {
    ComputationGraph graph = residual(blocks);
    Document svg = parsed(text(GraphFormat.SVG, graph, "residual"));
    Element root = svg.getDocumentElement();
    List<Element> boxes = elements(svg, "rect", "box");
    assertThat(boxes).hasSize(graph.nodes().size());
    assertThat(titles(elements(svg, "path", "edge")))
        .hasSize(graph.edgeCount())
        .doesNotHaveDuplicates();
    List<Rectangle> areas =
        boxes.stream()
            .map(
                box ->
                    new Rectangle(
                        number(box, "x"),
                        number(box, "y"),
                        number(box, "width"),
                        number(box, "height")))
            .toList();
    for (int i = 0; i < areas.size(); i++) {
      assertThat(areas.get(i).getMaxX()).isLessThan(number(root, "width"));
      assertThat(areas.get(i).getMaxY()).isLessThan(number(root, "height"));
      for (int j = 0; j < i; j++) {
        assertThat(areas.get(i).intersects(areas.get(j))).as("boxes %d and %d", i, j).isFalse();
      }
    }
  }

  private static int number(Element element, String attribute) {
    return Integer.parseInt(element.getAttribute(attribute));
  }

  @Test
  void htmlHasTheDrawingAndATableAndNeedsNothingElse() throws Exception {
    String page = text(GraphFormat.HTML, SMALL, AWKWARD);
    Document html = parsed(page);
    assertThat(elements(html, "svg")).hasSize(1);
    assertThat(elements(html, "g", "node")).hasSize(4);
    assertThat(elements(html, "tr")).hasSize(5);
    assertThat(elements(html, "h1").get(0).getTextContent()).isEqualTo(AWKWARD_AS_MARKUP);
    assertThat(elements(html, "td"))
        .extracting(Element::getTextContent)
        .containsSubsequence("1", "conv", "8×3", AWKWARD_AS_MARKUP + " [8, 3] weight", "2")
        .containsSubsequence("0", "input", "", "", "1, 3");
    assertThat(page.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http:", "https:", "src=", "href=", "@import");
  }

  @ParameterizedTest
  @EnumSource(GraphFormat.class)
  void equalGraphsGiveEqualTextInEveryLocale(GraphFormat format) throws IOException {
    String text = text(format, residual(30), "residual");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(text(format, residual(30), "residual")).isEqualTo(text);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(text).endsWith("\n").doesNotContain("\r");
  }

  @ParameterizedTest
  @EnumSource(GraphFormat.class)
  void aTargetThatFailsIsTold(GraphFormat format) {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] characters, int offset, int length) throws IOException {
            throw new IOException("no space left");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> format.write(SMALL, "small", full))
        .isInstanceOf(IOException.class)
        .hasMessage("no space left");
  }

  @ParameterizedTest
  @EnumSource(GraphFormat.class)
  void aGraphOfTheInputAloneIsWritten(GraphFormat format) throws IOException {
    ComputationGraph alone = new ComputationGraph(List.of(SMALL.nodes().get(0)), new int[][] {{}});
    assertThat(text(format, alone, "alone")).contains("input");
  }
}
