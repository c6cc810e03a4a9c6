package org.logah.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Precision;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.InitialDistribution.Normal;
import org.logah.api.nn.Layer;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.MultiHeadAttention;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What mixed precision brings on LibTorch, the only backend that has it: forward and backward on
 * one thread, for 64 images of 16 patches and a class token in a vision transformer of width 128.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xss16m", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"})
public class PrecisionBenchmark {
  private static final long BATCH = 64;
  private static final long TOKENS = 17;
  private static final long WIDTH = 128;
  private static final long INNER = 512;
  private static final int HEADS = 4;

  /** As the command line names them; F16 has no fast products on a CPU. */
  @Param({"full", "bf16"})
  public String precision;

  private final LayerNorm before = LayerNorm.of("before", WIDTH, 1e-6);
  private final LayerNorm between = LayerNorm.of("between", WIDTH, 1e-6);
  private final Linear wide = Linear.of("wide", WIDTH, INNER);
  private final FeedForward feedForward =
      new FeedForward(wide, Tensor::gelu, Linear.of("narrow", INNER, WIDTH));
  private final MultiHeadAttention attention =
      new MultiHeadAttention(
          Linear.of("projection", WIDTH, 3 * WIDTH),
          Linear.of("output", WIDTH, WIDTH),
          HEADS,
          false);

  private Backend backend;
  private Scope values;
  private Tensor input;
  private Map<String, Tensor> variables;

  /** Opens LibTorch in this precision and draws the parameters. */
  @Setup(Level.Trial)
  public void open() {
    BackendOptions options = new BackendOptions("cpu", 1, Precision.of(precision));
    backend = Backends.require("libtorch").open(options);
    values = backend.openScope();
    input = drawn(new ParameterSpec("input", shape(), ParameterRole.WEIGHT, new Normal(1)));
    variables = new LinkedHashMap<>();
    Stream.<Layer>of(before, between, feedForward, attention)
        .flatMap(layer -> layer.parameters().stream())
        .forEach(spec -> variables.put(spec.name(), backend.variable(drawn(spec))));
  }

  private static Shape shape() {
    return Shape.of(BATCH, TOKENS, WIDTH);
  }

  private Tensor drawn(ParameterSpec spec) {
    return StoredParameters.draw(spec, backend, 0);
  }

  /** Frees the parameters and closes the backend. */
  @TearDown(Level.Trial)
  public void close() {
    values.close();
    backend.close();
  }

  /** The affine map {@code [64 * 17, 128] x [128, 512]}, and the gradients of both operands. */
  @Benchmark
  public double linear() {
    try (Scope scope = backend.openScope()) {
      Tensor states = backend.variable(input);
      return differentiate(wide.forward(variables::get, states), states);
    }
  }

  /** A whole block: normalisation, attention, normalisation, feed-forward. */
  @Benchmark
  public double block() {
    try (Scope scope = backend.openScope()) {
      Tensor states = backend.variable(input);
      Tensor attended = attention.forward(variables::get, before.forward(variables::get, states));
      Tensor x = states.add(attended);
      Tensor fed = feedForward.forward(variables::get, between.forward(variables::get, x));
      return differentiate(x.add(fed), states);
    }
  }

  private double differentiate(Tensor result, Tensor states) {
    Tensor loss = result.mul(result).mean();
    List<Tensor> all = new ArrayList<>(variables.values());
    all.add(states);
    backend.gradients(loss, all);
    return loss.item();
  }
}
