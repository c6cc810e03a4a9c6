package org.logah.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.LinearLayout;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.tape.TapeBackend;

class DataParallelTest {
  private static final int WIDTH = 4;
  private static final int CLASSES = 3;

  private final ReferenceBackend reference = new ReferenceBackend();
  private final Backend backend = TapeBackend.on(reference);

  private Tensor drawn(String name, int... sizes) {
    int elements = 1;
    long[] shape = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      elements *= sizes[i];
      shape[i] = sizes[i];
    }
    float[] values = new InitialDistribution.Uniform(1).draw(RandomStream.named(7, name), elements);
    return backend.tensor(values, shape);
  }

  private Batch batch(int examples) {
    long[] targets = new long[examples];
    for (int i = 0; i < examples; i++) {
      targets[i] = i % CLASSES;
    }
    return new Batch(drawn("inputs", examples, WIDTH), backend.tensor(targets, examples));
  }

  private Map<String, Tensor> values() {
    return Map.of("weight", drawn("weight", CLASSES, WIDTH), "unused", drawn("unused", 2));
  }

  private static Tensor loss(Map<String, Tensor> variables, Batch examples) {
    Tensor logits =
        examples
            .inputs()
            .backend()
            .linear(examples.inputs(), variables.get("weight"), null, LinearLayout.OUT_IN);
    return logits.backend().crossEntropy(logits, examples.targets());
  }

  private DataParallel.Differentiated differentiate(int shards, int examples, double factor) {
    try (DataParallel parallel = new DataParallel(shards)) {
      return parallel.differentiate(values(), batch(examples), factor, DataParallelTest::loss);
    }
  }

  @Property(tries = 40)
  void shardsGiveWhatTheWholeBatchGives(
      @ForAll @IntRange(min = 2, max = 5) int shards,
      @ForAll @IntRange(min = 1, max = 9) int examples,
      @ForAll @IntRange(max = 12) int doublings) {
    double factor = Math.scalb(1.0, doublings);
    try (Scope scope = backend.openScope()) {
      DataParallel.Differentiated whole = differentiate(1, examples, 1);
      DataParallel.Differentiated cut = differentiate(shards, examples, factor);

      assertThat(cut.loss()).isCloseTo(whole.loss(), within(1e-6));
      assertThat(cut.gradients()).containsOnlyKeys("weight");
      float[] expected = whole.gradients().get("weight").toFloats();
      float[] found = cut.gradients().get("weight").toFloats();
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i] / factor).isCloseTo(expected[i], within(1e-6));
      }
    }
    assertThat(reference.openBytes()).isZero();
  }

  @Example
  void whoIsDoneFirstDoesNotMatter() {
    try (Scope scope = backend.openScope()) {
      DataParallel.Differentiated first = differentiate(4, 8, 1);
      for (int i = 0; i < 20; i++) {
        DataParallel.Differentiated again = differentiate(4, 8, 1);
        assertThat(again.loss()).isEqualTo(first.loss());
        assertThat(again.gradients().get("weight").toFloats())
            .isEqualTo(first.gradients().get("weight").toFloats());
      }
    }
  }

  /** Each waits until all are there, which they never are on one thread. */
  @Example
  void allShardsAreUnderWayTogether() {
    CyclicBarrier barrier = new CyclicBarrier(3);
    try (Scope scope = backend.openScope();
        DataParallel parallel = new DataParallel(3)) {
      DataParallel.Differentiated found =
          parallel.differentiate(
              values(),
              batch(6),
              1,
              (variables, examples) -> {
                try {
                  barrier.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                  throw new IllegalStateException(e);
                }
                return loss(variables, examples);
              });
      assertThat(found.loss()).isPositive();
    }
  }

  @Example
  void aFailureOfOneShardIsToldAndLeavesNothingBehind() {
    try (Scope scope = backend.openScope();
        DataParallel parallel = new DataParallel(3)) {
      for (long failing = 0; failing < 3; failing++) {
        long target = failing;
        Batch singles = batch(3);
        assertThatThrownBy(
                () ->
                    parallel.differentiate(
                        values(),
                        singles,
                        1,
                        (variables, examples) -> {
                          if (examples.targets().toLongs()[0] == target) {
                            throw new InvalidInputException("this one cannot be read");
                          }
                          return loss(variables, examples);
                        }))
            .isInstanceOf(InvalidInputException.class)
            .hasMessage("this one cannot be read");
      }
    }
    assertThat(reference.openBytes()).isZero();
  }

  @Example
  void thereMustBeAnExample() {
    try (Scope scope = backend.openScope();
        DataParallel parallel = new DataParallel(2)) {
      Batch none = batch(0);
      assertThatThrownBy(() -> parallel.differentiate(values(), none, 1, DataParallelTest::loss))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("the batch holds no examples; give one or more");
    }
  }

  @Example
  void thereMustBeAShard() {
    assertThatThrownBy(() -> new DataParallel(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("data parallelism: there are 0 shards, not 1 or more");
  }
}
