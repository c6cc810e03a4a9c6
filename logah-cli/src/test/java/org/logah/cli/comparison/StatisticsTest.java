package org.logah.cli.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void theDeviationIsThatOfASample() {
    Statistics statistics = Statistics.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
    assertThat(statistics.count()).isEqualTo(8);
    assertThat(statistics.mean()).isEqualTo(5);
    assertThat(statistics.deviation().getAsDouble()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
  }

  @Test
  void oneResultHasNoDeviation() {
    assertThat(Statistics.of(List.of(3.5)).deviation()).isEmpty();
    assertThat(Statistics.of(List.of(3.5)).mean()).isEqualTo(3.5);
    assertThat(Statistics.of(List.of(1.0, Double.NaN)).mean()).isNaN();
    assertThatThrownBy(() -> Statistics.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
