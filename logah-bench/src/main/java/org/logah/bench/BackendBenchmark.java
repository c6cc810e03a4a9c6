package org.logah.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.logah.api.Backend;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.random.RandomStream;
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
 * What the benchmarks of a backend share: it is opened once for all iterations, its operands live
 * as long, and what an operation makes goes with the operation's scope.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xss16m", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"})
public abstract class BackendBenchmark {
  /** The backend, by its provider's name. */
  @Param({"libtorch", "nd4j"})
  public String backend;

  private Backend opened;
  private Scope operands;

  /** Opens the backend and makes the operands. */
  @Setup(Level.Trial)
  public final void open() throws Exception {
    opened = computing(Backends.open(backend));
    operands = opened.openScope();
    prepare();
  }

  /** The backend that computes on top of the one opened, which it closes with itself. */
  protected Backend computing(Backend plain) {
    return plain;
  }

  /** Makes what the operations need; tensors live until the benchmark ends. */
  protected abstract void prepare() throws Exception;

  /** Frees the operands and closes the backend. */
  @TearDown(Level.Trial)
  public final void close() throws Exception {
    try {
      discard();
    } finally {
      operands.close();
      opened.close();
    }
  }

  /** Gives back what {@link #prepare} took and no scope owns. */
  protected void discard() throws Exception {}

  /** The backend under measurement. */
  protected final Backend backend() {
    return opened;
  }

  /** Runs an operation and frees all that it made; the result is only for JMH to consume. */
  protected final Tensor scoped(Supplier<Tensor> operation) {
    try (Scope scope = opened.openScope()) {
      return operation.get();
    }
  }

  /** Indices below the size of a vocabulary, the same for the same name. */
  protected final Tensor randomTokens(String name, int count, int vocabulary) {
    RandomStream random = RandomStream.named(0, name);
    long[] tokens = new long[count];
    Arrays.setAll(tokens, i -> random.integer(i, vocabulary));
    return opened.tensor(tokens, count);
  }

  /** Values drawn uniformly from [-1, 1], the same for the same name. */
  protected final Tensor random(String name, long... sizes) {
    Shape shape = Shape.of(sizes);
    float[] values =
        new InitialDistribution.Uniform(1)
            .draw(RandomStream.named(0, name), Math.toIntExact(shape.elements()));
    return opened.fromBuffer(Buffers.of(values), DType.F32, shape);
  }
}
