package org.logah.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.ghn.DecodeRequest;
import org.logah.ghn.DecodeShape;
import org.logah.ghn.Hypernetwork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** One weight from the state of its node, by LoGAH-Tiny's low-rank decoder. */
public class DecodeBenchmark extends BackendBenchmark {
  /** {@code out x in}: weights of GPT-2 Large's attention and perceptron; the latter is tiled. */
  @Param({"1280x1280", "5120x1280"})
  public String weight;

  private Hypernetwork hypernetwork;
  private LogahTiny logah;
  private Tensor state;
  private DecodeShape decoded;
  private Shape target;

  @Override
  protected void prepare() {
    logah = LogahTiny.on(backend());
    hypernetwork = logah.hypernetwork();
    state = random("state", 1, hypernetwork.config().hidden());
    long[] sizes = sizes(weight);
    long out = Math.min(sizes[0], hypernetwork.config().maxShape().get(0));
    long in = Math.min(sizes[1], hypernetwork.config().maxShape().get(1));
    decoded = new DecodeShape(DecodeShape.Kind.WEIGHT, out, in, 1, 1);
    target = Shape.of(sizes[0], sizes[1], 1, 1);
  }

  /** The factors, tiled, and their product. */
  @Benchmark
  public Tensor decode() {
    return scoped(
        () ->
            hypernetwork
                .decoder()
                .decode(logah.parameters(), state, List.of(new DecodeRequest(0, decoded)))
                .get(0)
                .filled(target));
  }

  /** The bytes of the weight. */
  static Work work(Map<String, String> parameters) {
    long[] sizes = sizes(parameters.get("weight"));
    return Work.bytes((double) Float.BYTES * sizes[0] * sizes[1]);
  }

  private static long[] sizes(String weight) {
    return Arrays.stream(weight.split("x")).mapToLong(Long::parseLong).toArray();
  }
}
