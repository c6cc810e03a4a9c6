package org.logah.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.nn.Network;
import org.logah.graph.ComputationGraph;
import org.logah.graph.Distances;
import org.logah.graph.GraphNode;
import org.logah.graph.Tracer;

/** Traced graphs are the recorded ones: nodes, order, sizes, edges, distances. */
class GraphParityTest {
  static Stream<String> graphs() {
    return Golden.graphs();
  }

  static Stream<String> predictions() {
    return Golden.predictions();
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void recordedGraph(String name) throws Exception {
    JsonNode json = Golden.json(name);
    ComputationGraph graph = Tracer.trace(GoldenNetworks.network(json.get("net")));
    assertNodesAndEdges(graph, json);
    assertThat(json.get("dist")).isNotEmpty();
    for (Map.Entry<String, JsonNode> recorded : json.get("dist").properties()) {
      assertDistances(graph, Integer.parseInt(recorded.getKey()), recorded.getValue());
    }
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void graphOfRecordedPrediction(String name) throws Exception {
    JsonNode json = Golden.json(name);
    List<Network> networks = GoldenNetworks.of(json);
    for (int i = 0; i < networks.size(); i++) {
      ComputationGraph graph = Tracer.trace(networks.get(i));
      JsonNode recorded = json.get("graphs").get(i);
      assertNodesAndEdges(graph, recorded);
      assertDistances(graph, recorded.get("ve_cutoff").asInt(), recorded);
    }
  }

  private static void assertNodesAndEdges(ComputationGraph graph, JsonNode json) {
    List<String> actual = new ArrayList<>();
    List<String> recorded = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      GraphNode node = graph.nodes().get(i);
      boolean hasParameter = !node.parameters().isEmpty();
      actual.add(
          "%d %s %s %s"
              .formatted(
                  i,
                  node.primitive().label(),
                  hasParameter ? node.label() : "",
                  node.size().map(Object::toString).orElse("none")));
    }
    for (JsonNode node : json.get("nodes")) {
      boolean hasParameter = node.get("op").asText().contains(".");
      recorded.add(
          "%d %s %s %s"
              .formatted(
                  node.get("i").asInt(),
                  node.get("prim_name").asText(),
                  hasParameter ? node.get("op").asText() : "",
                  node.get("graph_sz").isNull()
                      ? "none"
                      : node.get("graph_sz").toString().replace(",", ", ")));
    }
    assertThat(actual).isEqualTo(recorded);
    List<String> actualEdges = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      for (int successor : graph.successors(i)) {
        actualEdges.add("[%d,%d]".formatted(i, successor));
      }
    }
    List<String> recordedEdges = new ArrayList<>();
    json.get("edges_1hop").forEach(edge -> recordedEdges.add(edge.toString()));
    assertThat(actualEdges).containsExactlyInAnyOrderElementsOf(recordedEdges);
  }

  private static void assertDistances(ComputationGraph graph, int cutoff, JsonNode recorded)
      throws Exception {
    Distances distances = graph.distances(cutoff);
    int nodes = distances.nodes();
    byte[] bytes = new byte[nodes * nodes];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) distances.get(i / nodes, i % nodes);
    }
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo(recorded.get("dist_sha256_u8_rowmajor").asText());
  }
}
