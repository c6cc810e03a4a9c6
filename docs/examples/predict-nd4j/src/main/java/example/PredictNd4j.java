package example;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.StoredParameters;
import org.logah.backend.nd4j.Nd4jBackend;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.PredictionOptions;
import org.logah.models.Gpt2Config;

/** Predicts a small GPT-2 into memory and prints the norm of every tensor. */
public final class PredictNd4j {
  public static void main(String[] args) throws IOException {
    // Untrained. A trained one comes from a file: HypernetworkCheckpoint.open(file).load(backend).
    HypernetworkConfig config = HypernetworkPreset.TINY.config(Family.LANGUAGE, 10);

    try (Backend backend = Nd4jBackend.open(BackendOptions.cpu());
        StoredParameters parameters =
            StoredParameters.initial(Hypernetwork.parameters(config), backend, 1)) {
      Hypernetwork hypernetwork = new Hypernetwork(config, parameters);

      Map<String, float[]> predicted = new LinkedHashMap<>();
      hypernetwork.predict(
          new Gpt2Config(1000, 64, 32, 2, 4).network(),
          PredictionOptions.of(Family.LANGUAGE),
          (spec, tensor) -> {
            predicted.put(spec.name(), tensor.toFloats());
            System.out.printf(
                Locale.ROOT, "%s %s %.3f%n", spec.name(), tensor.shape(), norm(tensor));
          });
      System.out.printf("%d tensors%n", predicted.size());
    }
  }

  private static double norm(Tensor tensor) {
    try (Scope scope = tensor.backend().openScope()) {
      return tensor.mul(tensor).sum().sqrt().item();
    }
  }
}
