package org.logah.bench;

import org.logah.api.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** The softmax of GPT-2 Large's attention scores at 1024 tokens. */
public class SoftmaxBenchmark extends BackendBenchmark {
  private static final long HEADS = 20;
  private static final long POSITIONS = 1024;

  private Tensor scores;

  @Override
  protected void prepare() {
    scores = random("scores", HEADS, POSITIONS, POSITIONS);
  }

  /** Along the keys. */
  @Benchmark
  public Tensor softmax() {
    return scoped(() -> scores.softmax(2));
  }

  /** Every element is read and written. */
  static Work work() {
    return Work.bytes(2.0 * Float.BYTES * HEADS * POSITIONS * POSITIONS);
  }
}
