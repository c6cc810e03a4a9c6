package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.reference.ReferenceBackend;
import org.logah.ghn.HypernetworkConfig.Family;

class HypernetworkTest {
  private final ReferenceBackend backend = new ReferenceBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  static Stream<HypernetworkConfig> configs() {
    return Stream.of(
        SmallHypernetworks.lowRank(Family.VISION, false),
        SmallHypernetworks.lowRank(Family.VISION, true),
        SmallHypernetworks.lowRank(Family.LANGUAGE, false),
        SmallHypernetworks.dense());
  }

  /** Unequal in nodes' sizes, one wider than the hypernetwork decodes. */
  private static List<Network> networks(HypernetworkConfig config) {
    return config.family() == Family.VISION
        ? List.of(
            new SmallNetworks.Vision(8, 10),
            new SmallNetworks.Vision(40, 23),
            new SmallNetworks.Vision(12, 10))
        : List.of(new SmallNetworks.Language(50, 8), new SmallNetworks.Language(20, 12));
  }

  private Hypernetwork hypernetwork(HypernetworkConfig config) {
    return new Hypernetwork(
        config, StoredParameters.initial(Hypernetwork.parameters(config), backend, 3));
  }

  private static Map<String, float[]> streamed(
      Hypernetwork hypernetwork, Network network, long seed) throws IOException {
    Map<String, float[]> values = new LinkedHashMap<>();
    hypernetwork.predict(
        network,
        PredictionOptions.of(hypernetwork.config().family()).withSeed(seed),
        (spec, tensor) -> {
          assertThat(tensor.shape()).isEqualTo(spec.shape());
          values.put(spec.name(), tensor.toFloats());
        });
    return values;
  }

  private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    actual.forEach(
        (name, values) -> {
          float[] others = expected.get(name);
          assertThat(values).as(name).hasSameSizeAs(others);
          for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).as(name).isCloseTo(others[i], within(1e-6f));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aBatchGivesWhatOneNetworkAtATimeGives(HypernetworkConfig config) throws IOException {
    try (Scope scope = backend.openScope()) {
      Hypernetwork hypernetwork = hypernetwork(config);
      List<Network> networks = networks(config);

      List<PredictedParameters> batch =
          hypernetwork.predict(networks, PredictionOptions.of(config.family()));

      for (int i = 0; i < networks.size(); i++) {
        Map<String, float[]> own = new LinkedHashMap<>();
        batch.get(i).tensors().forEach((name, tensor) -> own.put(name, tensor.toFloats()));
        assertSame(own, streamed(hypernetwork, networks.get(i), 0));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void streamsEveryParameterInTheNetworksOrder(HypernetworkConfig config) throws IOException {
    try (Scope scope = backend.openScope()) {
      for (Network network : networks(config)) {
        assertThat(streamed(hypernetwork(config), network, 0).keySet())
            .containsExactlyElementsOf(
                network.parameters().stream().map(ParameterSpec::name).toList());
      }
    }
  }

  @Test
  void drawsWhatIsNotPredictedFromTheSeed() throws IOException {
    try (Scope scope = backend.openScope()) {
      Hypernetwork hypernetwork = hypernetwork(SmallHypernetworks.lowRank(Family.VISION, false));
      Network network = new SmallNetworks.Vision(8, 10);

      Map<String, float[]> first = streamed(hypernetwork, network, 1);
      Map<String, float[]> again = streamed(hypernetwork, network, 1);
      Map<String, float[]> other = streamed(hypernetwork, network, 2);

      first.forEach((name, values) -> assertThat(again.get(name)).containsExactly(values));
      assertThat(other.get("class_token")).isNotEqualTo(first.get("class_token"));
      assertThat(other.get("positions")).isNotEqualTo(first.get("positions"));
      assertThat(other.get("inner.weight")).isEqualTo(first.get("inner.weight"));
    }
  }

  @Test
  void tilesWhatIsWiderThanItDecodes() throws IOException {
    try (Scope scope = backend.openScope()) {
      Hypernetwork hypernetwork = hypernetwork(SmallHypernetworks.lowRank(Family.VISION, false));

      float[] weight =
          streamed(hypernetwork, new SmallNetworks.Vision(40, 10), 0).get("inner.weight");

      int period = SmallHypernetworks.MAX_WIDTH;
      for (int out = 0; out < 40; out++) {
        for (int in = 0; in < 40; in++) {
          assertThat(weight[out * 40 + in]).isEqualTo(weight[out % period * 40 + in % period]);
        }
      }
    }
  }

  @Test
  void severalThreadsPredictWhatOneDoes() throws Exception {
    StoredParameters parameters =
        StoredParameters.initial(
            Hypernetwork.parameters(SmallHypernetworks.lowRank(Family.VISION, false)), backend, 3);
    Hypernetwork hypernetwork =
        new Hypernetwork(SmallHypernetworks.lowRank(Family.VISION, false), parameters);
    Network network = new SmallNetworks.Vision(12, 10);
    Map<String, float[]> expected = streamed(hypernetwork, network, 0);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Map<String, float[]>>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        calls.add(() -> streamed(hypernetwork, network, 0));
      }
      for (Future<Map<String, float[]>> future : threads.invokeAll(calls)) {
        future.get().forEach((name, values) -> assertThat(values).isEqualTo(expected.get(name)));
      }
    } finally {
      threads.shutdown();
      parameters.close();
    }
    assertThat(backend.openBytes()).isZero();
  }

  @Test
  void namesEveryParameterThatIsTooLarge() {
    HypernetworkConfig narrow =
        new HypernetworkConfig(
            Family.VISION,
            8,
            1,
            2,
            10,
            List.of(64, 64, 4, 4),
            new DecoderConfig.LowRank(3, 16, false),
            true,
            true);
    try (Scope scope = backend.openScope()) {
      Hypernetwork hypernetwork = hypernetwork(narrow);
      assertThatThrownBy(() -> streamed(hypernetwork, new SmallNetworks.Vision(24, 10), 0))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("the hypernetwork is too small for this network")
          .hasMessageContaining(
              "positions [1, 5, 24]: out 1 x kernel height 2 and in 24 x kernel width 2 need K >="
                  + " 48")
          .hasMessageContaining("inner.weight [24, 24]")
          .hasMessageContaining("norm.bias [24]: a vector of 64 needs K >= 128")
          .hasMessageContaining("head.weight [10, 24]")
          .hasMessageContaining("head.bias [10]");
    }
  }

  @Test
  void aSinkThatThrowsEndsThePrediction() {
    try (Scope scope = backend.openScope()) {
      Hypernetwork hypernetwork = hypernetwork(SmallHypernetworks.lowRank(Family.VISION, false));
      List<String> seen = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  hypernetwork.predict(
                      new SmallNetworks.Vision(8, 10),
                      PredictionOptions.of(Family.VISION),
                      (spec, tensor) -> {
                        seen.add(spec.name());
                        throw new IOException("full");
                      }))
          .isInstanceOf(IOException.class)
          .hasMessage("full");
      assertThat(seen).containsExactly("class_token");
    }
  }

  @Test
  void refusesCutoffsWithoutARow() {
    assertThatThrownBy(() -> new PredictionOptions(0, 255))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("cutoff is 255; it must be 1 to 254");
  }
}
