package org.logah.bench;

import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** The token embedding of GPT-2 Large for 1024 tokens. */
public class EmbeddingBenchmark extends BackendBenchmark {
  private static final int VOCABULARY = 50257;
  private static final int TOKENS = 1024;
  private static final long WIDTH = 1280;

  private Tensor table;
  private Tensor tokens;

  @Override
  protected void prepare() {
    table = backend().full(0.5, DType.F32, Shape.of(VOCABULARY, WIDTH));
    tokens = randomTokens("tokens", TOKENS, VOCABULARY);
  }

  /** The rows of random tokens. */
  @Benchmark
  public Tensor embed() {
    return scoped(() -> table.embedding(tokens));
  }

  /** Every row that is asked for is read and written. */
  static Work work() {
    return Work.bytes(2.0 * Float.BYTES * TOKENS * WIDTH);
  }
}
