package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.StoredParameters;
import org.logah.api.reference.ReferenceBackend;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.graph.SizeFeatures;

class WidthHandlingTest {
  private static final int GRID = 48;

  private final ReferenceBackend backend = new ReferenceBackend();

  @TempDir Path folder;

  @AfterEach
  void close() {
    backend.close();
  }

  private static HypernetworkConfig config(SizeFeatures sizes, int rowGrid, boolean linearFanIn) {
    return new HypernetworkConfig(
        Family.VISION,
        8,
        2,
        2,
        10,
        List.of(64, 64, 4, 4),
        new DecoderConfig.LowRank(3, 512, false),
        true,
        true,
        new WidthHandling(sizes, rowGrid, linearFanIn));
  }

  private PredictedParameters predicted(HypernetworkConfig config, int width) {
    return predicted(config, width, 10);
  }

  private PredictedParameters predicted(HypernetworkConfig config, int width, int classes) {
    StoredParameters parameters =
        StoredParameters.initial(Hypernetwork.parameters(config), backend, 3);
    return new Hypernetwork(config, parameters)
        .predict(
            List.of(new SmallNetworks.Vision(width, classes)),
            PredictionOptions.of(config.family()))
        .get(0);
  }

  /** Without features of sizes that differ, twice the width repeats every row and column. */
  @Test
  void twiceTheGridRepeatsEachRow() {
    try (Scope scope = backend.openScope()) {
      float[] weight =
          predicted(config(SizeFeatures.TABLE, GRID, false), 2 * GRID)
              .get("inner.weight")
              .toFloats();
      int width = 2 * GRID;
      for (int row = 0; row < width; row += 2) {
        for (int column = 0; column < width; column += 2) {
          float value = weight[row * width + column];
          assertThat(weight[row * width + column + 1]).isEqualTo(value);
          assertThat(weight[(row + 1) * width + column]).isEqualTo(value);
        }
      }
    }
  }

  @Test
  void aNetworkOfTheGridsWidthHasItsOwnRows() {
    try (Scope scope = backend.openScope()) {
      float[] resampled =
          predicted(config(SizeFeatures.TABLE, GRID, true), GRID).get("inner.weight").toFloats();
      float[] own =
          predicted(config(SizeFeatures.TABLE, 0, false), GRID).get("inner.weight").toFloats();
      assertThat(resampled).isEqualTo(own);
    }
  }

  @Test
  void linearFanInScalesWideNetworksDown() {
    try (Scope scope = backend.openScope()) {
      int width = 4 * GRID;
      float[] root =
          predicted(config(SizeFeatures.TABLE, GRID, false), width).get("inner.weight").toFloats();
      float[] linear =
          predicted(config(SizeFeatures.TABLE, GRID, true), width).get("inner.weight").toFloats();
      for (int i = 0; i < root.length; i++) {
        assertThat(linear[i]).isCloseTo(root[i] / 2, within(1e-6f));
      }
    }
  }

  /** A class is no place along an axis of features, however many there are. */
  @Test
  void classesAreNotResampled() {
    int classes = GRID + 16;
    try (Scope scope = backend.openScope()) {
      PredictedParameters resampled =
          predicted(config(SizeFeatures.TABLE, GRID, false), GRID, classes);
      PredictedParameters own = predicted(config(SizeFeatures.TABLE, 0, false), GRID, classes);
      assertThat(resampled.get("head.weight").shape().toArray()).containsExactly(classes, GRID);
      for (String name : List.of("head.weight", "head.bias")) {
        assertThat(resampled.get(name).toFloats()).as(name).isEqualTo(own.get(name).toFloats());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SizeFeatures.class)
  void checkpointsKeepTheHandlingOfWidths(SizeFeatures sizes) throws IOException {
    HypernetworkConfig config = config(sizes, 24, true);
    Path file = folder.resolve("hypernetwork.safetensors");
    try (StoredParameters parameters =
        StoredParameters.initial(Hypernetwork.parameters(config), backend, 1)) {
      HypernetworkCheckpoint.write(file, config, parameters);
    }
    try (HypernetworkCheckpoint read = HypernetworkCheckpoint.open(file)) {
      assertThat(read.config()).isEqualTo(config);
    }
  }

  @Test
  void smoothSizesMakeNearWidthsAlike() {
    try (Scope scope = backend.openScope()) {
      HypernetworkConfig config = config(SizeFeatures.FOURIER, GRID, false);
      assertThat(distance(config, 100, 101)).isLessThan(distance(config, 100, 400) / 3);
    }
  }

  /** How far apart the scales of the norm of two networks are on average. */
  private double distance(HypernetworkConfig config, int one, int other) {
    Tensor a = predicted(config, one).get("norm.weight");
    Tensor b = predicted(config, other).get("norm.weight");
    return Math.abs(a.mean().item() - b.mean().item());
  }

  @Test
  void tellsWhatDoesNotGoTogether() {
    assertThatThrownBy(() -> new WidthHandling(SizeFeatures.TABLE, -1, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("widths: the grid of rows is -1, below 0");
    assertThatThrownBy(() -> new WidthHandling(SizeFeatures.TABLE, 0, true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("linear without a grid");
    assertThatThrownBy(
            () ->
                SmallHypernetworks.dense()
                    .withWidths(new WidthHandling(SizeFeatures.TABLE, 8, false)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("needs the low-rank decoder");
  }
}
