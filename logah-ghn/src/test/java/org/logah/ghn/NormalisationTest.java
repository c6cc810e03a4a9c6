package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterRole;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

/** Scales found from factors are those of the tiled product. */
class NormalisationTest {
  private static final int RANK = 3;

  @Property(tries = 60)
  void factorsHaveTheDeviationOfTheFilledTarget(
      @ForAll @IntRange(min = 1, max = 7) int rows,
      @ForAll @IntRange(min = 2, max = 7) int columns,
      @ForAll @IntRange(min = 1, max = 2) int kernel,
      @ForAll @IntRange(min = 0, max = 9) int moreRows,
      @ForAll @IntRange(min = 0, max = 9) int moreColumns) {
    try (Backend backend = new ReferenceBackend();
        Scope scope = backend.openScope()) {
      Decoded factors =
          new Decoded.Product(
              factor(backend, 1, rows * kernel),
              factor(backend, 2, columns * kernel),
              kernel,
              kernel);
      Shape target = Shape.of(rows + moreRows, columns + moreColumns, kernel, kernel);

      double[] filled = factors.filled(target).toDoubles();

      assertThat(factors.deviation(target).item()).isCloseTo(direct(filled), within(1e-9));
      Decoded values = new Decoded.Values(factors.values());
      assertThat(values.filled(target).toDoubles()).containsExactly(filled, within(1e-12));
      assertThat(values.deviation(target).item()).isCloseTo(direct(filled), within(1e-12));
    }
  }

  private static Tensor factor(Backend backend, long stream, int rows) {
    double[] values = new double[rows * RANK];
    RandomStream random = new RandomStream(1, stream);
    for (int i = 0; i < values.length; i++) {
      values[i] = 3 + random.uniform(i);
    }
    return backend.tensor(values, 1, rows, RANK);
  }

  private static double direct(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  @Test
  void vectorsAreSquashed() {
    try (Backend backend = new ReferenceBackend();
        Scope scope = backend.openScope()) {
      Tensor raw = backend.tensor(new double[] {-100, 0, 1, 100}, 4);

      double[] scale = Normalisation.squashed(raw, ParameterRole.NORM_SCALE).toDoubles();
      double[] bias = Normalisation.squashed(raw, ParameterRole.BIAS).toDoubles();

      assertThat(scale)
          .containsExactly(new double[] {0, 1, 2 / (1 + Math.exp(-0.5)), 2}, within(1e-12));
      assertThat(bias).containsExactly(new double[] {-1, 0, Math.tanh(0.2), 1}, within(1e-12));
    }
  }
}
