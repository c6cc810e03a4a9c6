package org.logah.bench;

import java.util.Map;
import java.util.Optional;

/**
 * What one call of a benchmark achieves, counted from its definition and not measured.
 *
 * @param unit what is counted
 * @param amount how many
 */
record Work(Unit unit, double amount) {
  /** What is counted, and how its rate is written. */
  enum Unit {
    OPERATIONS("GFLOP/s"),
    BYTES("GB/s");

    private final String rate;

    Unit(String rate) {
      this.rate = rate;
    }

    /** A billion of them a second. */
    String rate() {
      return rate;
    }
  }

  /** Additions and multiplications of floating-point numbers. */
  static Work operations(double amount) {
    return new Work(Unit.OPERATIONS, amount);
  }

  /** Bytes moved. */
  static Work bytes(double amount) {
    return new Work(Unit.BYTES, amount);
  }

  /** Billions a second. */
  double rate(double seconds) {
    return amount / seconds / 1e9;
  }

  /**
   * The work of a benchmark; empty for those that count none.
   *
   * @param benchmark its class and method, without the package
   * @param parameters its parameters by name
   */
  static Optional<Work> of(String benchmark, Map<String, String> parameters) {
    return switch (benchmark) {
      case "MatmulBenchmark.multiply" -> Optional.of(MatmulBenchmark.work(parameters));
      case "AttentionBenchmark.attend" -> Optional.of(AttentionBenchmark.work(parameters));
      case "SoftmaxBenchmark.softmax" -> Optional.of(SoftmaxBenchmark.work());
      case "LossBenchmark.linearCrossEntropy", "LossBenchmark.linearThenCrossEntropy" ->
          Optional.of(LossBenchmark.work());
      case "LayerNormBenchmark.normalise" -> Optional.of(LayerNormBenchmark.work());
      case "EmbeddingBenchmark.embed" -> Optional.of(EmbeddingBenchmark.work());
      case "PredictionBenchmark.predict" -> Optional.of(PredictionBenchmark.work(parameters));
      case "DecodeBenchmark.decode" -> Optional.of(DecodeBenchmark.work(parameters));
      case "SafetensorsBenchmark.read", "SafetensorsBenchmark.write" ->
          Optional.of(SafetensorsBenchmark.work());
      default -> Optional.empty();
    };
  }
}
