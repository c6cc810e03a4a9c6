package org.logah.parity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.BackendProvider;
import org.logah.api.nn.StoredParameters;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.PredictionOptions;
import org.logah.models.Gpt2Config;

/** A program that predicts on the backends its arguments name, by turns, in one process. */
final class AlternatingBackends {
  private static final int ROUNDS = 2;

  private AlternatingBackends() {}

  public static void main(String[] names) throws Exception {
    List<Backend> backends = new ArrayList<>();
    for (String name : names) {
      backends.add(provider(name).open(BackendOptions.cpu()));
    }
    List<Map<String, float[]>> predictions = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Backend backend : backends) {
        predictions.add(predict(backend));
      }
    }
    backends.forEach(Backend::close);
    for (Map<String, float[]> prediction : predictions) {
      System.out.println(largestDifference(predictions.get(0), prediction));
    }
  }

  private static BackendProvider provider(String name) {
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  private static Map<String, float[]> predict(Backend backend) throws Exception {
    HypernetworkConfig config = HypernetworkPreset.TINY.config(Family.LANGUAGE, 10);
    Map<String, float[]> predicted = new LinkedHashMap<>();
    try (StoredParameters parameters =
        StoredParameters.initial(Hypernetwork.parameters(config), backend, 1)) {
      new Hypernetwork(config, parameters)
          .predict(
              new Gpt2Config(300, 40, 24, 1, 4).network(),
              PredictionOptions.of(Family.LANGUAGE),
              (spec, tensor) -> predicted.put(spec.name(), tensor.toFloats()));
    }
    return predicted;
  }

  private static double largestDifference(Map<String, float[]> one, Map<String, float[]> other) {
    double largest = 0;
    for (Map.Entry<String, float[]> entry : one.entrySet()) {
      float[] values = other.get(entry.getKey());
      for (int i = 0; i < values.length; i++) {
        largest = Math.max(largest, Math.abs(values[i] - (double) entry.getValue()[i]));
      }
    }
    return largest;
  }
}
