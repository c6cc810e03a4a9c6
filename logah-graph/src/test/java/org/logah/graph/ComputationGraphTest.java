package org.logah.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.logah.api.Shape;

class ComputationGraphTest {
  private static final GraphNode INPUT =
      new GraphNode(Primitive.INPUT, List.of(), Optional.empty());
  private static final GraphNode SUM = new GraphNode(Primitive.SUM, List.of(), Optional.empty());

  private static GraphNode conv(String name, long... size) {
    return new GraphNode(
        Primitive.CONV, List.of(SketchedNetwork.weight(name, size)), Optional.of(Shape.of(size)));
  }

  private static int[][] edges(int[]... successors) {
    return successors;
  }

  private static int[] to(int... nodes) {
    return nodes;
  }

  private static ComputationGraph sample(GraphNode second, int[] ofInput) {
    return new ComputationGraph(List.of(INPUT, second, SUM), edges(ofInput, to(2), to()));
  }

  @Test
  void keepsItsNodesAndSortsItsEdges() {
    ComputationGraph graph = sample(conv("w", 2, 3), to(2, 1));
    assertThat(graph.nodes()).hasSize(3).first().isEqualTo(INPUT);
    assertThat(graph.successors(0)).containsExactly(1, 2);
    assertThat(graph.successors(2)).isEmpty();
    assertThat(graph.edgeCount()).isEqualTo(3);
    assertThat(graph.nodes().get(1).label()).isEqualTo("w");
    assertThat(graph.nodes().get(2).label()).isEqualTo("sum");
  }

  @Test
  void doesNotChangeWithWhatItWasMadeOf() {
    List<GraphNode> nodes = new ArrayList<>(List.of(INPUT, SUM));
    int[][] successors = edges(to(1), to());
    ComputationGraph graph = new ComputationGraph(nodes, successors);
    nodes.clear();
    successors[0][0] = 0;
    graph.successors(0)[0] = 7;
    assertThat(graph.nodes()).hasSize(2);
    assertThat(graph.successors(0)).containsExactly(1);
  }

  @Test
  void refusesEdgesThatDoNotLeadToALaterNode() {
    for (int wrong : new int[] {-1, 0, 1, 3}) {
      assertThatThrownBy(
              () -> new ComputationGraph(List.of(INPUT, SUM, SUM), edges(to(1), to(wrong), to())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("edge 1-%d does not lead to a later node", wrong);
    }
  }

  @Test
  void refusesAnEdgeThatOccursTwice() {
    assertThatThrownBy(() -> sample(SUM, to(2, 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("edge 0-2 occurs twice");
  }

  @Test
  void refusesEdgesOfAnotherNumberOfNodes() {
    assertThatThrownBy(() -> new ComputationGraph(List.of(INPUT, SUM), edges(to(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 nodes, but edges of 1");
  }

  @Test
  void refusesToStartWithAnythingButTheInput() {
    assertThatThrownBy(() -> new ComputationGraph(List.of(SUM), edges(to())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node 0 is not the input");
    assertThatThrownBy(() -> new ComputationGraph(List.of(), edges()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLevelIsTheLongestPathFromTheInput() {
    ComputationGraph graph =
        new ComputationGraph(
            List.of(INPUT, SUM, SUM, SUM, SUM, SUM),
            edges(to(1, 2), to(2), to(4), to(4), to(), to()));
    assertThat(graph.levels())
        .as("node 3 stands before its first consumer, node 5 has none")
        .containsExactly(0, 1, 2, 2, 3, 0);
  }

  @Test
  void theHashIsOfPrimitivesSizesAndEdgesAlone() {
    String hash = sample(conv("w", 2, 3), to(1, 2)).hash();
    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(sample(conv("w", 2, 3), to(2, 1)).hash()).isEqualTo(hash);
    assertThat(sample(conv("another", 2, 3), to(1, 2)).hash()).isEqualTo(hash);
    assertThat(sample(conv("w", 2, 4), to(1, 2)).hash()).isNotEqualTo(hash);
    assertThat(sample(conv("w", 2, 3), to(1)).hash()).isNotEqualTo(hash);
    assertThat(sample(SUM, to(1, 2)).hash()).isNotEqualTo(hash);
  }
}
