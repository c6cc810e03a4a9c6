package org.logah.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.logah.api.nn.Network;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.PredictionOptions;
import org.logah.graph.ComputationGraph;
import org.logah.graph.Distances;
import org.logah.graph.GraphBatch;
import org.logah.graph.ShapeTable;
import org.logah.graph.Tracer;
import org.logah.models.ModelCatalog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is done with a graph before a backend comes in: it needs none. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GraphBenchmark {
  /** GPT-2 Large of 36 blocks, and the largest Llama, of 80. */
  @Param({"gpt2-large", "llama-2-70b"})
  public String model;

  private Network network;
  private ComputationGraph graph;
  private ShapeTable shapes;

  /** Traces the network once. */
  @Setup
  public void prepare() {
    network = ModelCatalog.get(model).network();
    graph = Tracer.trace(network);
    HypernetworkConfig config = LogahTiny.config();
    shapes = new Hypernetwork(config, name -> null).encoder().config().shapes();
  }

  /** From the network to its graph. */
  @Benchmark
  public ComputationGraph trace() {
    return Tracer.trace(network);
  }

  /** Shortest paths between all pairs of nodes. */
  @Benchmark
  public Distances distances() {
    return graph.distances(PredictionOptions.LANGUAGE_CUTOFF);
  }

  /** The index arrays of the encoder, the distances included. */
  @Benchmark
  public GraphBatch batch() {
    return new GraphBatch(List.of(graph), PredictionOptions.LANGUAGE_CUTOFF, shapes);
  }
}
