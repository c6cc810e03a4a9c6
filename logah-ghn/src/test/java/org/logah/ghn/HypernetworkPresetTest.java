package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.api.InvalidInputException;
import org.logah.ghn.HypernetworkConfig.Family;

/** The sizes of the paper's table 1. */
class HypernetworkPresetTest {
  private static final int CIFAR_CLASSES = 100;

  private static long parameters(HypernetworkConfig config) {
    return Hypernetwork.parameters(config).stream().mapToLong(s -> s.shape().elements()).sum();
  }

  @Test
  void tinyHasExactlyTheRecordedParameters() {
    assertThat(parameters(HypernetworkPreset.TINY.config(Family.VISION, CIFAR_CLASSES)))
        .isEqualTo(2_540_380);
    assertThat(parameters(HypernetworkPreset.TINY.config(Family.LANGUAGE, 10)))
        .isEqualTo(2_540_620);
  }

  @ParameterizedTest
  @CsvSource({"logah-small, 21.4", "logah-base, 78.2", "logah-large, 289.4"})
  void millionsOfParameters(String label, double millions) {
    long parameters = parameters(HypernetworkPreset.of(label).config(Family.VISION, CIFAR_CLASSES));
    assertThat(Math.round(parameters / 1e5) / 10.0).isEqualTo(millions);
  }

  @ParameterizedTest
  @CsvSource({"3, 64, 8, 6.9", "5, 128, 16, 35.8", "12, 256, 16, 214.7", "24, 384, 16, 654.4"})
  void millionsOfParametersOfGhn3(int layers, int hidden, int heads, double millions) {
    HypernetworkConfig config =
        new HypernetworkConfig(
            Family.VISION,
            hidden,
            layers,
            heads,
            1000,
            List.of(hidden, hidden, 16, 16),
            new DecoderConfig.Dense(),
            true,
            true);
    assertThat(Math.round(parameters(config) / 1e5) / 10.0).isEqualTo(millions);
  }

  @Test
  void unknownLabelNamesThoseThatExist() {
    assertThatThrownBy(() -> HypernetworkPreset.of("logah-huge"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "there is no hypernetwork preset logah-huge; there are logah-tiny, logah-small,"
                + " logah-base, logah-large");
  }

  @Test
  void impossibleConfigurationNamesEveryProblem() {
    assertThatThrownBy(
            () ->
                new HypernetworkConfig(
                    Family.VISION,
                    30,
                    0,
                    7,
                    10,
                    List.of(16, 16),
                    new DecoderConfig.LowRank(0, 16, false),
                    true,
                    true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "hypernetwork configuration: layers is 0, not positive; hidden is 30, not a multiple"
                + " of 4; hidden 30 does not divide by 7 heads; maxShape is [16, 16], not four"
                + " positive sizes; rank is 0, not positive");
  }

  @Test
  void theDenseDecoderDecodesSquareKernels() {
    assertThatThrownBy(
            () ->
                new HypernetworkConfig(
                    Family.VISION,
                    8,
                    2,
                    2,
                    10,
                    List.of(16, 16, 7, 5),
                    new DecoderConfig.Dense(),
                    true,
                    true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "hypernetwork configuration: maxShape has kernels of 7 x 5, but the dense decoder"
                + " decodes square ones");
  }
}
