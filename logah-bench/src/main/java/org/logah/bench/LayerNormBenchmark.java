package org.logah.bench;

import org.logah.api.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** The layer normalisation of GPT-2 Large at 1024 tokens. */
public class LayerNormBenchmark extends BackendBenchmark {
  private static final long POSITIONS = 1024;
  private static final long WIDTH = 1280;
  private static final double EPS = 1e-5;

  private Tensor states;
  private Tensor scale;
  private Tensor bias;

  @Override
  protected void prepare() {
    states = random("states", POSITIONS, WIDTH);
    scale = random("scale", WIDTH);
    bias = random("bias", WIDTH);
  }

  /** Over the width. */
  @Benchmark
  public Tensor normalise() {
    return scoped(() -> backend().layerNorm(states, scale, bias, EPS));
  }

  /** Every element is read and written. */
  static Work work() {
    return Work.bytes(2.0 * Float.BYTES * POSITIONS * WIDTH);
  }
}
