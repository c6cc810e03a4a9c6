package org.logah.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.InvalidInputException;
import org.logah.api.nn.StoredParameters;
import org.logah.backend.javacpp.LibTorchBackend;
import org.logah.cli.ModelFolder;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkCheckpoint;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.models.Gpt2Config;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.layout.Layout;

class StartingPointTest {
  private static final String WEIGHT = "encoder.layers.encoder_layer_0.mlp.0.weight";
  private static final String NORM = "encoder.ln.weight";
  private static final VisionTransformerConfig VIT =
      new VisionTransformerConfig(8, 4, 1, 2, 32, 64, 10);

  @TempDir Path folder;
  private final Backend backend = LibTorchBackend.open(new BackendOptions("cpu", 1));
  private final StringWriter told = new StringWriter();

  @AfterEach
  void closeBackend() {
    backend.close();
  }

  /** A hypernetwork made for ten classes. */
  private String hypernetwork() throws IOException {
    HypernetworkConfig config = HypernetworkPreset.TINY.config(Family.VISION, 10);
    Path file = folder.resolve("hypernetwork.safetensors");
    try (StoredParameters parameters =
        StoredParameters.initial(Hypernetwork.parameters(config), backend, 4)) {
      HypernetworkCheckpoint.write(file, config, parameters);
    }
    return file.toString();
  }

  private StoredParameters draw(StartingPoint start, VisionTransformerConfig model, long seed)
      throws IOException {
    return start.draw(model, backend, seed, new PrintWriter(told, true));
  }

  private static StartingPoint predicted(String hypernetwork, double noise, boolean newHead) {
    return new StartingPoint(StartingPoint.PREDICTED, hypernetwork, noise, 0, newHead, 0);
  }

  private static double deviation(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / values.length;
    return Math.sqrt(squares / values.length - mean * mean);
  }

  @Test
  void noiseIsInProportionToEachWeight() throws IOException {
    String file = hypernetwork();
    try (StoredParameters plain = draw(predicted(file, 0, false), VIT, 1);
        StoredParameters noisy = draw(predicted(file, 0.5, false), VIT, 1);
        StoredParameters again = draw(predicted(file, 0.5, false), VIT, 1);
        StoredParameters other = draw(predicted(file, 0.5, false), VIT, 2)) {
      float[] before = plain.get(WEIGHT).toFloats();
      float[] after = noisy.get(WEIGHT).toFloats();
      float[] difference = new float[before.length];
      for (int i = 0; i < difference.length; i++) {
        difference[i] = after[i] - before[i];
      }
      assertThat(deviation(difference) / deviation(before)).isCloseTo(0.5, within(0.05));
      assertThat(noisy.get(NORM).toFloats()).isEqualTo(plain.get(NORM).toFloats());
      assertThat(again.get(WEIGHT).toFloats()).isEqualTo(after);
      assertThat(other.get(WEIGHT).toFloats()).isNotEqualTo(after);
    }
    assertThat(told.toString()).isEmpty();
  }

  @Test
  void theHeadIsDrawnAnewWhereTheClassesAreOthers() throws IOException {
    String file = hypernetwork();
    VisionTransformerConfig three = new VisionTransformerConfig(8, 4, 1, 2, 32, 64, 3);
    try (StoredParameters same = draw(predicted(file, 0, false), VIT, 1);
        StoredParameters forced = draw(predicted(file, 0, true), VIT, 1);
        StoredParameters others = draw(predicted(file, 0, false), three, 1)) {
      assertThat(deviation(same.get("heads.head.weight").toFloats())).isPositive();
      assertThat(forced.get("heads.head.weight").toFloats()).containsOnly(0f);
      assertThat(others.get("heads.head.weight").toFloats()).hasSize(96).containsOnly(0f);
      assertThat(forced.get(WEIGHT).toFloats()).isEqualTo(same.get(WEIGHT).toFloats());
    }
    assertThat(told.toString())
        .contains("the output layer is drawn anew: the hypernetwork was made for 10 classes");
  }

  @Test
  void aFolderGivesWhatWasWrittenInAnyLayout() throws IOException {
    StartingPoint random = new StartingPoint("random", null, 0, 0, false, 0);
    for (String layout : Layout.namesFor(VIT)) {
      Path written = folder.resolve(layout);
      try (StoredParameters drawn = draw(random, VIT, 3)) {
        ModelFolder.write(written, Layout.of(VIT, layout), drawn, "random", Map.of(), backend);
        StartingPoint stored = new StartingPoint(written.toString(), null, 0, 0, false, 0);
        try (StoredParameters read = draw(stored, VIT, 0)) {
          drawn
              .tensors()
              .forEach(
                  (name, tensor) ->
                      assertThat(read.get(name).toFloats()).isEqualTo(tensor.toFloats()));
        }
        VisionTransformerConfig deeper = new VisionTransformerConfig(8, 4, 2, 2, 32, 64, 10);
        assertThatThrownBy(() -> draw(stored, deeper, 0))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("differs in more than its classes");
      }
    }
  }

  @Test
  void aLanguageModelHasNoHeadToDrawAnew() {
    StartingPoint start = predicted(null, 0, true);
    assertThatThrownBy(
            () ->
                start.draw(
                    new Gpt2Config(20, 8, 16, 1, 2), backend, 1, new PrintWriter(told, true)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("leave --new-head out");
  }
}
