package org.logah.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

class GraphEncoderTest {
  private static final int HIDDEN = 16;
  private static final ShapeTable TABLE = ShapeTable.of(10, 16, false);
  private static final GraphEncoder ENCODER =
      new GraphEncoder(new GraphEncoderConfig(Primitive.VISION_COUNT, HIDDEN, 2, 4, true, TABLE));
  private static final List<ComputationGraph> GRAPHS =
      List.of(
          RandomGraphs.draw(5, 0.4, 1),
          RandomGraphs.draw(13, 0.2, 2),
          RandomGraphs.draw(1, 0.5, 3),
          RandomGraphs.draw(9, 0.3, 4));

  private final Backend backend = new ReferenceBackend();
  private final StoredParameters parameters = new StoredParameters(drawn());

  /** All in float64, and none constant, so that nothing cancels by chance. */
  private Map<String, Tensor> drawn() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : ENCODER.parameters()) {
      RandomStream random = RandomStream.named(7, spec.name());
      double[] values = new double[Math.toIntExact(spec.shape().elements())];
      Arrays.setAll(values, i -> random.uniform(i) - 0.5);
      tensors.put(spec.name(), backend.tensor(values, spec.shape().toArray()));
    }
    return tensors;
  }

  private Scope scope;

  @BeforeEach
  void openScope() {
    scope = backend.openScope();
  }

  @AfterEach
  void close() {
    scope.close();
    parameters.close();
    backend.close();
  }

  private static GraphBatch batch(ComputationGraph... graphs) {
    return new GraphBatch(List.of(graphs), 50, TABLE);
  }

  /** The states of one graph of a batch, padding left out. */
  private static double[] statesOf(Tensor states, int graph, int nodes) {
    return states.slice(0, graph, graph + 1).slice(1, 0, nodes).reshape(-1).toDoubles();
  }

  private double[] statesAlone(ComputationGraph graph) {
    return ENCODER.encode(parameters, batch(graph)).reshape(-1).toDoubles();
  }

  @Test
  void aBatchOfUnequalGraphsGivesWhatEachGivesAlone() {
    GraphBatch batch = batch(GRAPHS.toArray(ComputationGraph[]::new));
    Tensor states = ENCODER.encode(parameters, batch);
    assertThat(states.shape()).isEqualTo(Shape.of(4, 13, HIDDEN));
    assertThat(states.dtype()).isEqualTo(DType.F64);
    for (int g = 0; g < GRAPHS.size(); g++) {
      ComputationGraph graph = GRAPHS.get(g);
      assertThat(statesOf(states, g, graph.nodes().size()))
          .as("graph %d", g)
          .containsExactly(statesAlone(graph), within(1e-12));
    }
  }

  @Test
  void permutingTheGraphsPermutesTheStates() {
    Tensor states = ENCODER.encode(parameters, batch(GRAPHS.toArray(ComputationGraph[]::new)));
    int[] order = {2, 0, 3, 1};
    ComputationGraph[] permuted =
        Arrays.stream(order).mapToObj(GRAPHS::get).toArray(ComputationGraph[]::new);
    Tensor permutedStates = ENCODER.encode(parameters, batch(permuted));
    for (int g = 0; g < order.length; g++) {
      int nodes = permuted[g].nodes().size();
      assertThat(statesOf(permutedStates, g, nodes))
          .containsExactly(statesOf(states, order[g], nodes), within(1e-12));
    }
  }

  @Test
  void everyFeatureOfAGraphChangesItsStates() {
    ComputationGraph graph = GRAPHS.get(3);
    double[] states = statesAlone(graph);
    List<GraphNode> nodes = new ArrayList<>(graph.nodes());
    int[][] successors = new int[nodes.size()][];
    Arrays.setAll(successors, graph::successors);
    nodes.set(4, new GraphNode(Primitive.CONCAT, List.of(), Optional.of(Shape.of(64, 64))));
    double[] otherPrimitive = statesAlone(new ComputationGraph(nodes, successors));
    nodes.set(4, new GraphNode(Primitive.CONCAT, List.of(), Optional.of(Shape.of(64, 64, 7, 7))));
    double[] otherSize = statesAlone(new ComputationGraph(nodes, successors));
    successors[0] = new int[] {1, 2, 3, 4, 5, 6, 7, 8};
    double[] otherEdges = statesAlone(new ComputationGraph(nodes, successors));
    assertThat(List.of(states[0], otherPrimitive[0], otherSize[0], otherEdges[0]))
        .as("attention carries every change to the input node")
        .doesNotHaveDuplicates();
  }

  @Test
  void whatArisesOnTheWayIsShown() {
    Map<String, Shape> seen = new LinkedHashMap<>();
    ENCODER.encode(
        parameters, batch(GRAPHS.get(0)), (name, tensor) -> seen.put(name, tensor.shape()));
    assertThat(seen)
        .containsExactly(
            Map.entry("embedding", Shape.of(1, 5, HIDDEN)),
            Map.entry("edge_bias", Shape.of(1, 5, 5, 4)),
            Map.entry("layer.0", Shape.of(1, 5, HIDDEN)),
            Map.entry("layer.1", Shape.of(1, 5, HIDDEN)));
  }

  @Test
  void aVisionEncoderRefusesPrimitivesOfLanguageModels() {
    GraphNode input = new GraphNode(Primitive.INPUT, List.of(), Optional.empty());
    GraphNode norm =
        new GraphNode(
            Primitive.RMSNORM,
            List.of(SketchedNetwork.weight("model.norm.weight", 8)),
            Optional.of(Shape.of(8)));
    ComputationGraph graph = new ComputationGraph(List.of(input, norm), new int[][] {{1}, {}});
    assertThatThrownBy(() -> ENCODER.encode(parameters, batch(graph)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the network has a node of type rmsnorm (model.norm.weight), which this hypernetwork"
                + " does not know; use one of the language family");
  }

  @Test
  void aBatchNeedsAGraphAndACutoffThatHasARow() {
    assertThatThrownBy(() -> new GraphBatch(List.of(), 50, TABLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 graphs");
    for (int cutoff : new int[] {0, GraphEncoder.MAX_CUTOFF + 1}) {
      assertThatThrownBy(() -> new GraphBatch(GRAPHS, cutoff, TABLE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cutoff " + cutoff);
    }
  }
}
