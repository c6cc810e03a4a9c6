package org.logah.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SmoothingTest {
  @Property(tries = 100)
  void aStraightLineStaysWhereItIs(
      @ForAll @IntRange(min = 0, max = 50) int count,
      @ForAll @IntRange(min = 0, max = 9) int reach) {
    double[] line = new double[count];
    Arrays.setAll(line, i -> 3 - 0.5 * i);
    assertThat(Smoothing.centred(line, reach)).containsExactly(line, within(1e-12));
  }

  @Property(tries = 100)
  void valuesLieBetweenTheirNeighbours(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -9, max = 9) Double> drawn,
      @ForAll @IntRange(min = 0, max = 9) int reach) {
    double[] values = drawn.stream().mapToDouble(Double::doubleValue).toArray();
    double[] smooth = Smoothing.centred(values, reach);
    assertThat(smooth).hasSameSizeAs(values);
    assertThat(smooth[0]).isEqualTo(values[0]);
    assertThat(Arrays.stream(smooth).max().orElseThrow())
        .isLessThanOrEqualTo(Arrays.stream(values).max().orElseThrow() + 1e-12);
  }

  @Example
  void whatIsNoNumberIsLeftOut() {
    double[] values = {1, Double.NaN, 3, 8, 3};
    assertThat(Smoothing.centred(values, 1)).containsExactly(1, 2, 5.5, 14.0 / 3, 3);
    assertThat(Smoothing.reach(4)).isZero();
    assertThat(Smoothing.reach(400)).isEqualTo(10);
  }
}
