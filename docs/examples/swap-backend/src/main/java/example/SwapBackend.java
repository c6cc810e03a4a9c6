package example;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import java.io.IOException;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.backend.javacpp.LibTorchModule;
import org.logah.backend.nd4j.Nd4jModule;

/** Predicts on the two backends that the arguments name, and prints whether they agree. */
public final class SwapBackend {
  public static void main(String[] args) throws IOException {
    Map<String, float[]> first = predict(args[0]);
    Map<String, float[]> second = predict(args[1]);
    double difference = 0;
    for (String name : first.keySet()) {
      for (int i = 0; i < first.get(name).length; i++) {
        difference =
            Math.max(difference, Math.abs(first.get(name)[i] - (double) second.get(name)[i]));
      }
    }
    System.out.println(difference < 1e-5 ? "they agree" : "they differ by " + difference);
  }

  private static Map<String, float[]> predict(String name) throws IOException {
    Injector injector = Guice.createInjector(module(name));
    try (Backend backend = injector.getInstance(Backend.class)) {
      Map<String, float[]> predicted = injector.getInstance(Predictor.class).predict();
      System.out.printf("%s predicts %d tensors%n", backend.name(), predicted.size());
      return predicted;
    }
  }

  private static Module module(String name) {
    return switch (name) {
      case "libtorch" -> new LibTorchModule(BackendOptions.cpu());
      case "nd4j" -> new Nd4jModule(BackendOptions.cpu());
      default -> throw new IllegalArgumentException(name + " is neither libtorch nor nd4j");
    };
  }
}
