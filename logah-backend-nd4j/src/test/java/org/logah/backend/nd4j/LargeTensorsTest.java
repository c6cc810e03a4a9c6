package org.logah.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

/** What is done otherwise with large tensors, which the contract suite has none of. */
@SuppressWarnings("try")
@DisabledOnOs(value = OS.MAC, disabledReason = "ND4J has no native libraries for macOS on arm64")
class LargeTensorsTest {
  private static final Backend BACKEND = Nd4jBackend.open(new BackendOptions("cpu", 1));

  private static Tensor random(Backend backend, String name, long... sizes) {
    Shape shape = Shape.of(sizes);
    float[] values =
        new InitialDistribution.Uniform(2)
            .draw(RandomStream.named(0, name), Math.toIntExact(shape.elements()));
    return backend.tensor(values, sizes);
  }

  private static double[] attention(
      Backend backend, DType dtype, long[] query, long[] key, long[] bias, boolean causal) {
    try (Scope scope = backend.openScope()) {
      return backend
          .attention(
              random(backend, "query", query).cast(dtype),
              random(backend, "key", key).cast(dtype),
              random(backend, "value", key[0], key[1], key[2], 3).cast(dtype),
              bias == null ? null : random(backend, "bias", bias).cast(dtype),
              causal)
          .cast(DType.F64)
          .toDoubles();
    }
  }

  private static void compareAttention(long[] query, long[] key, long[] bias, boolean causal) {
    try (Backend reference = new ReferenceBackend()) {
      double[] expected = attention(reference, DType.F64, query, key, bias, causal);
      for (DType dtype : List.of(DType.F32, DType.F64)) {
        double[] actual = attention(BACKEND, dtype, query, key, bias, causal);
        assertThat(largestDifference(expected, actual))
            .as("causal %s in %s", causal, dtype)
            .isLessThan(dtype == DType.F64 ? 1e-13 : 4e-6);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void attentionWithBiasesOfEveryForm(boolean causal) {
    long[][] biases = {null, {300, 260}, {2, 4, 300, 260}, {4, 1, 260}, {2, 1, 300, 1}, {}};
    for (long[] bias : biases) {
      compareAttention(new long[] {2, 4, 300, 5}, new long[] {2, 2, 260, 5}, bias, causal);
    }
  }

  @Test
  void attentionWithMoreKeysThanQueriesAndTheOtherWayRound() {
    for (boolean causal : new boolean[] {false, true}) {
      compareAttention(new long[] {1, 1, 130, 4}, new long[] {1, 1, 600, 4}, null, causal);
      compareAttention(new long[] {1, 2, 600, 4}, new long[] {1, 1, 130, 4}, null, causal);
      compareAttention(new long[] {1, 1, 1, 4}, new long[] {1, 1, 70_000, 4}, null, causal);
      compareAttention(new long[] {1, 1, 70_000, 4}, new long[] {1, 1, 1, 4}, null, causal);
      compareAttention(new long[] {1, 1, 3, 2}, new long[] {1, 1, 400_000, 2}, null, causal);
    }
  }

  private static double[] normalised(Backend backend, DType dtype, long... sizes) {
    try (Scope scope = backend.openScope()) {
      Tensor input = random(backend, "input", sizes).cast(dtype).add(3);
      Tensor scale = random(backend, "scale", sizes[1]).cast(dtype);
      Tensor bias = random(backend, "bias", sizes[1]).cast(dtype);
      Tensor layer = backend.layerNorm(input, scale, bias, 1e-5);
      Tensor root = backend.rmsNorm(input, scale, 1e-5);
      return backend.concat(List.of(layer, root), 0).cast(DType.F64).toDoubles();
    }
  }

  @Test
  void normalisationOfManyRowsAndOfLongOnes() {
    try (Backend reference = new ReferenceBackend()) {
      for (long[] sizes : new long[][] {{3000, 17}, {3, 20_001}, {5, 16_384}, {70_000, 1}}) {
        double[] expected = normalised(reference, DType.F64, sizes);
        for (DType dtype : List.of(DType.F32, DType.F64)) {
          double[] actual = normalised(BACKEND, dtype, sizes);
          assertThat(largestDifference(expected, actual))
              .as("%d rows of %d in %s", sizes[0], sizes[1], dtype)
              .isLessThan(dtype == DType.F64 ? 1e-12 : 1e-5);
        }
      }
    }
  }

  private static double largestDifference(double[] expected, double[] actual) {
    assertThat(actual).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
    }
    return worst;
  }

  /** Their memory is that of tensors which were freed. */
  @Test
  void noResultHoldsWhatWasInItsMemoryBefore() {
    Shape shape = Shape.of(200, 300);
    List<UnaryOperator<Tensor>> operations =
        List.of(
            a -> a.add(a),
            a -> a.mul(2),
            a -> a.softmax(1),
            a -> a.gelu(),
            a -> a.tanh(),
            a -> a.transpose(0, 1),
            a -> a.slice(0, 0, 1).expand(shape),
            a -> a.less(a).where(a, a),
            a -> a.matmul(a.transpose(0, 1)).slice(0, 0, 1).tile(shape),
            a -> BACKEND.concat(List.of(a.slice(0, 0, 50), a.slice(0, 0, 150)), 0),
            a -> BACKEND.layerNorm(a, a.mean(false, 0), a.mean(false, 0), 1e-5));
    for (UnaryOperator<Tensor> operation : operations) {
      try (Scope scope = BACKEND.openScope()) {
        Tensor input = random(BACKEND, "input", 200, 300);
        try (Scope poisoned = BACKEND.openScope()) {
          for (int i = 0; i < 8; i++) {
            BACKEND.full(Double.NaN, DType.F32, shape);
          }
        }

        assertThat(operation.apply(input).sum().item()).isNotNaN();
      }
    }
  }

  @Test
  void tensorsOutliveTheirBackend() {
    Backend closed = Nd4jBackend.open(new BackendOptions("cpu", 1));
    Tensor first = random(closed, "first", 200, 300);
    Tensor second = first.add(0);
    first.close();
    closed.close();

    assertThat(second.toFloats()).hasSize(60_000).doesNotContain(Float.NaN);
    second.close();
    second.close();
  }
}
