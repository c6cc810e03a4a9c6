package example;

import java.io.IOException;
import org.logah.api.BackendOptions;
import org.logah.api.nn.StoredParameters;
import org.logah.backend.javacpp.LibTorchBackend;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.PredictionOptions;
import org.logah.models.Gpt2Config;

/** Prints what it costs to predict a small GPT-2. */
public final class OwnBackend {
  public static void main(String[] args) throws IOException {
    HypernetworkConfig config = HypernetworkPreset.TINY.config(Family.LANGUAGE, 10);
    try (CountingBackend backend = new CountingBackend(LibTorchBackend.open(BackendOptions.cpu()));
        StoredParameters parameters =
            StoredParameters.initial(Hypernetwork.parameters(config), backend, 1)) {
      new Hypernetwork(config, parameters)
          .predict(
              new Gpt2Config(1000, 64, 32, 2, 4).network(),
              PredictionOptions.of(Family.LANGUAGE),
              (spec, tensor) -> System.out.println(spec.name() + " " + tensor.shape()));
      System.out.printf("%d multiplications%n", backend.multiplications());
    }
  }
}
