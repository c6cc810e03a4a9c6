package org.logah.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.nn.Network;
import org.logah.api.nn.StoredParameters;
import org.logah.backend.javacpp.LibTorchBackend;
import org.logah.backend.nd4j.Nd4jBackend;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.PredictionOptions;
import org.logah.models.Gpt2Config;

/** Several threads that predict at once on one hypernetwork get what one gets, bit for bit. */
class ThreadsTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 3;

  private static final HypernetworkConfig CONFIG =
      HypernetworkPreset.TINY.config(Family.LANGUAGE, 10);

  private static final List<Network> NETWORKS =
      List.of(
          new Gpt2Config(300, 40, 24, 2, 4).network(), new Gpt2Config(500, 20, 48, 1, 2).network());

  private static Map<String, float[]> predict(Hypernetwork hypernetwork, Network network)
      throws IOException {
    Map<String, float[]> predicted = new LinkedHashMap<>();
    hypernetwork.predict(
        network,
        PredictionOptions.of(Family.LANGUAGE),
        (spec, tensor) -> predicted.put(spec.name(), tensor.toFloats()));
    return predicted;
  }

  private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    actual.forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
  }

  @Test
  void onLibTorch() throws Exception {
    assertEveryThreadGetsTheSame(LibTorchBackend.open(BackendOptions.cpu()));
  }

  @Test
  @DisabledOnOs(value = OS.MAC, disabledReason = "there is no ND4J")
  void onNd4j() throws Exception {
    assertEveryThreadGetsTheSame(Nd4jBackend.open(BackendOptions.cpu()));
  }

  private static void assertEveryThreadGetsTheSame(Backend opened) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try (Backend backend = opened;
        StoredParameters parameters =
            StoredParameters.initial(Hypernetwork.parameters(CONFIG), backend, 1)) {
      Hypernetwork hypernetwork = new Hypernetwork(CONFIG, parameters);
      List<Map<String, float[]>> alone = new ArrayList<>();
      for (Network network : NETWORKS) {
        alone.add(predict(hypernetwork, network));
      }

      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<List<Map<String, float[]>>>> together = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        together.add(executor.submit(rounds(hypernetwork, thread, start)));
      }

      for (int thread = 0; thread < THREADS; thread++) {
        for (Map<String, float[]> predicted : together.get(thread).get()) {
          assertSame(predicted, alone.get(thread % NETWORKS.size()));
        }
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static Callable<List<Map<String, float[]>>> rounds(
      Hypernetwork hypernetwork, int thread, CyclicBarrier start) {
    return () -> {
      start.await();
      List<Map<String, float[]>> predicted = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        predicted.add(predict(hypernetwork, NETWORKS.get(thread % NETWORKS.size())));
      }
      return predicted;
    };
  }
}
