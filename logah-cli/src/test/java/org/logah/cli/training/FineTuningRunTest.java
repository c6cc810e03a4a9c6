package org.logah.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.InvalidInputException;
import org.logah.backend.javacpp.LibTorchBackend;
import org.logah.cli.TinyData;
import org.logah.ghn.HypernetworkConfig.Family;

class FineTuningRunTest {
  @TempDir Path folder;

  private FineTuningConfiguration configuration(double learningRate) {
    ObjectNode settings = FineTuningRecipe.get("small", Family.VISION);
    settings.set("model", RunJson.object(TinyData.vit(2, 16, TinyData.CLASSES)));
    settings.put("layout", "torchvision").put("initialisation", "random");
    settings.put("learningRate", learningRate).put("schedule", "COSINE").put("steps", 13);
    settings.put("batch", 10).put("validationImages", 12).put("labelSmoothing", 0.1);
    settings.putArray("data").add(TinyData.images(folder.resolve("images")).toString());
    settings.putArray("validationData");
    return RunJson.value(settings, FineTuningConfiguration.class);
  }

  /** One start of the program, which is told to stop after some steps. */
  private boolean run(RunFolder run, FineTuningConfiguration configuration, int steps)
      throws IOException {
    PrintWriter err = new PrintWriter(new StringWriter());
    try (Backend backend = LibTorchBackend.open(new BackendOptions("cpu", 1))) {
      SupervisedData data = FineTuningRun.open(configuration, run);
      int[] left = {steps};
      return new FineTuningRun(
              run, configuration, data, backend, new SupervisedRun.Rhythm(2, 4), 4, err)
          .run(() -> left[0]-- <= 0);
    }
  }

  @Test
  void aRunThatWasStoppedGivesTheSameBitForBit() throws IOException {
    FineTuningConfiguration configuration = configuration(0.01);
    RunFolder whole = RunFolder.create(folder.resolve("whole"), configuration);
    assertThat(run(whole, configuration, 100)).isTrue();
    RunFolder stopped = RunFolder.create(folder.resolve("stopped"), configuration);
    assertThat(run(stopped, configuration, 5)).isFalse();
    assertThat(stopped.model()).doesNotExist();
    // What was noted after the checkpoint is forgotten, as after a kill.
    stopped.addMetrics("{\"step\": 5, \"loss\": 0}");
    stopped.addMetrics("{\"step\": 6, \"lo");
    assertThat(run(stopped, configuration, 3)).isFalse();
    assertThat(run(stopped, configuration, 100)).isTrue();
    assertThat(Files.readAllBytes(stopped.model().resolve("model.safetensors")))
        .isEqualTo(Files.readAllBytes(whole.model().resolve("model.safetensors")));
    assertThat(Files.readAllBytes(stopped.checkpoint()))
        .isEqualTo(Files.readAllBytes(whole.checkpoint()));
    assertThat(validations(stopped)).hasSize(3).isEqualTo(validations(whole));
  }

  private static List<String> validations(RunFolder run) throws IOException {
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(run.metrics())) {
      if (line.contains("validation")) {
        found.add(line);
      }
    }
    return found;
  }

  @Test
  void aCheckpointOfAnotherConfigurationIsRefused() throws IOException {
    FineTuningConfiguration configuration = configuration(0.01);
    RunFolder run = RunFolder.create(folder.resolve("run"), configuration);
    run(run, configuration, 2);
    assertThatThrownBy(() -> run(run, configuration(0.02), 2))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("belongs to another run");
  }
}
