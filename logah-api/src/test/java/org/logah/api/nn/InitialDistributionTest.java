package org.logah.api.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.nn.InitialDistribution.Constant;
import org.logah.api.nn.InitialDistribution.Normal;
import org.logah.api.nn.InitialDistribution.TruncatedNormal;
import org.logah.api.nn.InitialDistribution.Uniform;
import org.logah.api.random.RandomStream;

class InitialDistributionTest {
  private static final int COUNT = 100_000;
  private static final RandomStream RANDOM = RandomStream.named(11, "h.0.attn.weight");

  /** Distribution, standard deviation, fourth moment over squared variance, largest magnitude. */
  static Arguments[] distributions() {
    return new Arguments[] {
      Arguments.of(new Uniform(0.25), 0.25 / Math.sqrt(3), 1.8, 0.25f),
      Arguments.of(new Normal(0.02), 0.02, 3.0, 0.2f),
      // Truncation at two deviations leaves 1 - 4 φ(2) / (2 Φ(2) - 1) of the variance.
      Arguments.of(new TruncatedNormal(0.02, 0.04), 0.02 * 0.879626, 2.366, 0.04f),
      Arguments.of(new TruncatedNormal(0.02, 2), 0.02, 3.0, 0.2f),
    };
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void hasItsMomentsAndBounds(
      InitialDistribution distribution, double deviation, double kurtosis, float largest) {
    float[] values = distribution.draw(RANDOM, COUNT);
    double mean = 0;
    for (float value : values) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo(largest);
      mean += value / (double) COUNT;
    }
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (float value : values) {
      double z = value / deviation;
      second += z * z / COUNT;
      third += z * z * z / COUNT;
      fourth += z * z * z * z / COUNT;
    }
    assertThat(mean / deviation).isCloseTo(0, within(5 / Math.sqrt(COUNT)));
    assertThat(second).isCloseTo(1, within(5 * Math.sqrt((kurtosis - 1) / COUNT)));
    assertThat(third).isCloseTo(0, within(0.07));
    assertThat(fourth).isCloseTo(kurtosis, within(0.15));
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void anElementDependsOnItsIndexAlone(
      InitialDistribution distribution, double deviation, double kurtosis, float largest) {
    float[] values = distribution.draw(RANDOM, 1000);
    assertThat(distribution.draw(RANDOM, 1000)).isEqualTo(values);
    assertThat(distribution.draw(RANDOM, 37)).isEqualTo(Arrays.copyOf(values, 37));
    assertThat(distribution.draw(RANDOM, 0)).isEmpty();
    assertThat(distribution.draw(RANDOM, 333, 50)).isEqualTo(Arrays.copyOfRange(values, 333, 383));
    float[] many = distribution.draw(RANDOM, 3, COUNT);
    for (int i = 0; i < COUNT; i += 97) {
      assertThat(distribution.draw(RANDOM, i + 3, 1)).containsExactly(many[i]);
    }
    assertThat(distribution.draw(RandomStream.named(12, "h.0.attn.weight"), 1000))
        .isNotEqualTo(values);
    assertThat(distribution.draw(RandomStream.named(11, "h.1.attn.weight"), 1000))
        .isNotEqualTo(values);
  }

  @Test
  void aConstantIsConstant() {
    assertThat(new Constant(0.5).draw(RANDOM, 4)).containsExactly(0.5f, 0.5f, 0.5f, 0.5f);
  }
}
