package org.logah.bench;

import java.io.IOException;
import java.util.Map;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.ghn.PredictionOptions;
import org.logah.ghn.PredictionStage;
import org.logah.models.ModelCatalog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/** Every parameter of a network by LoGAH-Tiny, from its tracing to the last piece. */
public class PredictionBenchmark extends BackendBenchmark {
  private static final long PIECE_BYTES = 4 << 20;

  /** The network. */
  @Param({"gpt2-large"})
  public String model;

  private LogahTiny logah;
  private Network network;

  @Override
  protected void prepare() {
    logah = LogahTiny.on(backend());
    network = ModelCatalog.get(model).network();
  }

  /** All pieces as they would be written. */
  @Benchmark
  public void predict(Blackhole consumer) throws IOException {
    logah.hypernetwork().stream(
        network,
        new PredictionOptions(0, PredictionOptions.LANGUAGE_CUTOFF),
        (PredictionStage stage, long nanoseconds) -> {},
        (spec, value) -> value.tiled().pieces(PIECE_BYTES, consumer::consume));
  }

  /** The bytes of the parameters. */
  static Work work(Map<String, String> parameters) {
    long elements =
        ModelCatalog.get(parameters.get("model")).network().parameters().stream()
            .map(ParameterSpec::shape)
            .mapToLong(shape -> shape.elements())
            .sum();
    return Work.bytes((double) Float.BYTES * elements);
  }
}
