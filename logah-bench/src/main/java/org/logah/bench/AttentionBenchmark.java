package org.logah.bench;

import java.util.Locale;
import java.util.Map;
import org.logah.api.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Attention of a target network and of the Graphormer. */
public class AttentionBenchmark extends BackendBenchmark {
  private enum Kind {
    /** GPT-2 Large on 1024 tokens, causal. */
    GPT2_LARGE(20, 1024, 64),
    /** LoGAH-Tiny on a graph of 512 nodes, with the bias of its edges. */
    GRAPHORMER(8, 512, 8);

    private final long heads;
    private final long positions;
    private final long width;

    Kind(long heads, long positions, long width) {
      this.heads = heads;
      this.positions = positions;
      this.width = width;
    }

    static Kind of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /** Whose attention. */
  @Param({"gpt2-large", "graphormer"})
  public String network;

  private Tensor query;
  private Tensor key;
  private Tensor value;
  private Tensor bias;
  private boolean causal;

  @Override
  protected void prepare() {
    Kind chosen = Kind.of(network);
    query = random("query", 1, chosen.heads, chosen.positions, chosen.width);
    key = random("key", 1, chosen.heads, chosen.positions, chosen.width);
    value = random("value", 1, chosen.heads, chosen.positions, chosen.width);
    causal = chosen == Kind.GPT2_LARGE;
    bias = causal ? null : random("bias", 1, chosen.heads, chosen.positions, chosen.positions);
  }

  /** From queries, keys and values to the mixture of values. */
  @Benchmark
  public Tensor attend() {
    return scoped(() -> backend().attention(query, key, value, bias, causal));
  }

  /** Both products over the pairs that see each other: half of all where it is causal. */
  static Work work(Map<String, String> parameters) {
    Kind chosen = Kind.of(parameters.get("network"));
    double pairs = (double) chosen.heads * chosen.positions * chosen.positions;
    double seen = chosen == Kind.GPT2_LARGE ? pairs / 2 : pairs;
    return Work.operations(2 * 2 * seen * chosen.width);
  }
}
