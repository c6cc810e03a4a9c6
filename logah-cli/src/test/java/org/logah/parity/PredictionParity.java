package org.logah.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.ghn.DecodeRequest;
import org.logah.ghn.DecodeShape;
import org.logah.ghn.Decoded;
import org.logah.ghn.PredictedParameters;
import org.logah.ghn.PredictionOptions;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphBatch;
import org.logah.graph.GraphEncoder;
import org.logah.graph.Tracer;

/** Node features, Graphormer layers, raw decoder outputs and parameters are the recorded ones. */
abstract class PredictionParity extends BackendParity {
  private static final int CUTOFF = 50;

  private static final Percentage WITHIN = Percentage.withPercentage(100 * Golden.TOLERANCE);

  private static final String HEAD = "lm_head.weight";

  /** Recordings of tied models list the one table under its name in the embedding. */
  private static final Set<String> TIED_TABLES =
      Set.of("transformer.wte.weight", "model.embed_tokens.weight");

  static Stream<String> predictions() {
    return Golden.predictions();
  }

  /** Recordings whose values after the encoder are right; see the batches' class comment. */
  static Stream<String> decodedPredictions() {
    return Golden.predictions().filter(name -> !name.endsWith("batch2"));
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void encoder(String name) throws IOException {
    try (Recording recording = new Recording(name);
        Scope scope = backend().openScope();
        GoldenHypernetwork golden = GoldenHypernetwork.load(recording.hypernetwork(), backend())) {
      GraphEncoder encoder = golden.hypernetwork().encoder();
      GraphBatch batch = batch(recording.networks(), encoder);
      Map<String, Tensor> seen = new HashMap<>();
      Tensor states = encoder.encode(golden.parameters(), batch, seen::put);
      recording.assertEqual("shape_enc_out", withoutPadding(seen.get("embedding"), batch));
      for (int layer = 0; layer < golden.config().layers(); layer++) {
        assertRealRows(recording, "gnn.%d.out".formatted(layer), seen.get("layer." + layer), batch);
      }
      assertRealRows(recording, "x_final", states, batch);
      if (batch.graphs().size() == 1) {
        recording.assertEqual("gnn.0.edge_bias", seen.get("edge_bias"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("decodedPredictions")
  void rawDecoderOutputs(String name) throws IOException {
    try (Recording recording = new Recording(name);
        Scope scope = backend().openScope();
        GoldenHypernetwork golden = GoldenHypernetwork.load(recording.hypernetwork(), backend())) {
      GraphEncoder encoder = golden.hypernetwork().encoder();
      GraphBatch batch = batch(recording.networks(), encoder);
      Tensor states = withoutPadding(encoder.encode(golden.parameters(), batch), batch);
      for (JsonNode group : recording.json().get("groups")) {
        long[] nodes = Golden.longs(group.get("raw_for_inds"));
        DecodeShape shape = shape(Golden.longs(group.get("key")));
        List<DecodeRequest> requests =
            LongStream.of(nodes).mapToObj(node -> new DecodeRequest(node, shape)).toList();
        Tensor raw =
            backend()
                .concat(
                    golden
                        .hypernetwork()
                        .decoder()
                        .decode(golden.parameters(), states, requests)
                        .stream()
                        .map(Decoded::values)
                        .toList(),
                    0);
        assertThat(raw.shape().elements()).isEqualTo(product(Golden.longs(group.get("raw_shape"))));
        recording.assertEqual("raw." + group.get("gi").asInt(), raw);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("decodedPredictions")
  void parameters(String name) throws IOException {
    try (Recording recording = new Recording(name);
        Scope scope = backend().openScope();
        GoldenHypernetwork golden = GoldenHypernetwork.load(recording.hypernetwork(), backend())) {
      List<Network> networks = recording.networks();
      PredictionOptions options = new PredictionOptions(0, CUTOFF);
      if (networks.size() == 1) {
        Recorded recorded = new Recorded(recording, 0);
        golden
            .hypernetwork()
            .predict(networks.get(0), options, (spec, tensor) -> recorded.check(spec, tensor));
        recorded.checkAll();
      } else {
        List<PredictedParameters> predicted = golden.hypernetwork().predict(networks, options);
        for (int net = 0; net < networks.size(); net++) {
          Recorded recorded = new Recorded(recording, net);
          for (ParameterSpec spec : networks.get(net).parameters()) {
            recorded.check(spec, predicted.get(net).get(spec.name()));
          }
          recorded.checkAll();
        }
      }
    }
  }

  static Stream<String> batches() {
    return Golden.predictions().filter(name -> name.contains("batch"));
  }

  @ParameterizedTest
  @MethodSource("batches")
  void aBatchGivesWhatOneNetworkAtATimeGives(String name) throws IOException {
    try (Recording recording = new Recording(name);
        Scope scope = backend().openScope();
        GoldenHypernetwork golden = GoldenHypernetwork.load(recording.hypernetwork(), backend())) {
      List<Network> networks = recording.networks();
      PredictionOptions options = new PredictionOptions(0, CUTOFF);
      List<PredictedParameters> batch = golden.hypernetwork().predict(networks, options);
      for (int net = 0; net < networks.size(); net++) {
        PredictedParameters own = batch.get(net);
        golden
            .hypernetwork()
            .predict(
                networks.get(net),
                options,
                (spec, alone) ->
                    assertThat(
                            own.get(spec.name()).sub(alone).abs().reshape(-1).max(false, 0).item())
                        .as(spec.name())
                        .isLessThan(1e-6));
      }
    }
  }

  /** The recorded parameters of one network, checked off as predictions come. */
  private static final class Recorded {
    private final Recording recording;
    private final int net;
    private final Map<String, JsonNode> left = new HashMap<>();
    private double predictedSquares;
    private double recordedSquares;

    Recorded(Recording recording, int net) {
      this.recording = recording;
      this.net = net;
      for (JsonNode parameter : recording.json().get("params")) {
        if (parameter.get("net").asInt() == net) {
          left.put(parameter.get("name").asText(), parameter);
        }
      }
    }

    void check(ParameterSpec spec, Tensor predicted) throws IOException {
      String name = spec.name().equals(HEAD) && !left.containsKey(HEAD) ? tiedTable() : spec.name();
      JsonNode recorded = left.remove(name);
      if (recorded == null) {
        assertThat(spec.role())
            .as(spec.name())
            .isIn(ParameterRole.CLASS_TOKEN, ParameterRole.LAYER_SCALE);
        return;
      }
      assertThat(predicted.shape().toArray())
          .as(spec.name())
          .isEqualTo(Golden.longs(recorded.get("shape")));
      Tensor tensor =
          spec.role() == ParameterRole.POSITION ? GoldenClassRow.replaced(predicted) : predicted;
      float[] values = tensor.toFloats();
      recording.assertClose("param%d.%s".formatted(net, name), values);
      double norm = Recording.norm(values);
      assertThat(norm).as(spec.name() + ", norm").isCloseTo(norm(recorded), WITHIN);
      predictedSquares += norm * norm;
      recordedSquares += norm(recorded) * norm(recorded);
    }

    private String tiedTable() {
      return TIED_TABLES.stream().filter(left::containsKey).findFirst().orElseThrow();
    }

    /** The total was recorded in float32, whose rounding in it grows with the network. */
    void checkAll() {
      assertThat(left).isEmpty();
      assertThat(Math.sqrt(predictedSquares)).isCloseTo(Math.sqrt(recordedSquares), WITHIN);
      assertThat(Math.sqrt(predictedSquares))
          .isCloseTo(
              recording.json().get("total_norm").get(net).asDouble(),
              Percentage.withPercentage(0.2));
    }

    private static double norm(JsonNode recorded) {
      return recorded.get("norm").asDouble();
    }
  }

  private static GraphBatch batch(List<Network> networks, GraphEncoder encoder) {
    List<ComputationGraph> graphs = networks.stream().map(Tracer::trace).toList();
    return new GraphBatch(graphs, CUTOFF, encoder.config().shapes());
  }

  private static DecodeShape shape(long[] key) {
    if (key.length == 4) {
      return new DecodeShape(DecodeShape.Kind.WEIGHT, key[0], key[1], key[2], key[3]);
    }
    if (key[1] > 0) {
      return new DecodeShape(DecodeShape.Kind.CLASSIFIER_WEIGHT, key[0], key[1], 1, 1);
    }
    return DecodeShape.vector(
        key[1] < 0 ? DecodeShape.Kind.CLASSIFIER_BIAS : DecodeShape.Kind.VECTOR, key[0]);
  }

  private static long product(long[] sizes) {
    long product = 1;
    for (long size : sizes) {
      product *= size;
    }
    return product;
  }

  /** {@code [graphs, nodes, hidden] -> [all real nodes, hidden]}. */
  private Tensor withoutPadding(Tensor states, GraphBatch batch) {
    List<Tensor> parts =
        IntStream.range(0, batch.graphs().size())
            .mapToObj(g -> realRows(states, batch, g))
            .toList();
    return backend().concat(parts, 0);
  }

  private static Tensor realRows(Tensor states, GraphBatch batch, int graph) {
    return states
        .slice(0, graph, graph + 1L)
        .slice(1, 0, batch.graphs().get(graph).nodes().size())
        .reshape(-1, states.size(2));
  }

  private void assertRealRows(Recording recording, String tensor, Tensor states, GraphBatch batch)
      throws IOException {
    Tensor recorded = backend().tensor(recording.floats(tensor), states.shape().toArray());
    Recording.assertClose(
        tensor,
        withoutPadding(states, batch).toFloats(),
        withoutPadding(recorded, batch).toFloats());
  }
}
