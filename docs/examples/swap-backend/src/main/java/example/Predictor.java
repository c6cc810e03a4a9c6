package example;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.nn.StoredParameters;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.PredictionOptions;
import org.logah.models.Gpt2Config;

/** Predicts a small GPT-2 on whichever backend is injected. */
final class Predictor {
  private final Backend backend;

  @Inject
  Predictor(Backend backend) {
    this.backend = backend;
  }

  Map<String, float[]> predict() throws IOException {
    HypernetworkConfig config = HypernetworkPreset.TINY.config(Family.LANGUAGE, 10);
    Map<String, float[]> predicted = new LinkedHashMap<>();
    try (StoredParameters parameters =
        StoredParameters.initial(Hypernetwork.parameters(config), backend, 1)) {
      new Hypernetwork(config, parameters)
          .predict(
              new Gpt2Config(1000, 64, 32, 2, 4).network(),
              PredictionOptions.of(Family.LANGUAGE),
              (spec, tensor) -> predicted.put(spec.name(), tensor.toFloats()));
    }
    return predicted;
  }
}
