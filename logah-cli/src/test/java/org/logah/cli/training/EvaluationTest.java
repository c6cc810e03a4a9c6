package org.logah.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Network;
import org.logah.api.nn.StoredParameters;
import org.logah.api.random.RandomStream;
import org.logah.api.training.Batch;
import org.logah.backend.javacpp.LibTorchBackend;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.HostBatch;

class EvaluationTest {
  private static final int SIDE = 8;
  private static final int CLASSES = 3;
  private static final int BATCHES = 9;
  private static final Network NETWORK =
      new VisionTransformerConfig(SIDE, 4, 2, 2, 16, 32, CLASSES).network();

  /** Nine batches of random images, of 1 to 9 examples; from some number on unreadable. */
  private record Images(long unreadable) implements FiniteBatchSource {
    @Override
    public long count() {
      return BATCHES;
    }

    @Override
    public HostBatch prepare(long index) {
      if (index >= unreadable) {
        throw new InvalidInputException("the images cannot be read");
      }
      int examples = (int) index + 1;
      float[] pixels =
          new InitialDistribution.Uniform(1)
              .draw(RandomStream.named(1, "batch " + index), examples * 3 * SIDE * SIDE);
      long[] targets = new long[examples];
      for (int i = 0; i < examples; i++) {
        targets[i] = i % CLASSES;
      }
      return new HostBatch(
          Buffers.of(pixels),
          DType.F32,
          Shape.of(examples, 3, SIDE, SIDE),
          Buffers.of(targets),
          Shape.of(examples));
    }
  }

  private static Evaluation evaluate(Backend backend, long unreadable, int threads) {
    try (StoredParameters parameters = StoredParameters.initial(NETWORK.parameters(), backend, 1)) {
      return Evaluation.of(
          Family.VISION, NETWORK, parameters, new Images(unreadable), backend, threads);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 20})
  void countsEveryTargetOnceWhateverTheThreads(int threads) {
    try (Backend backend = LibTorchBackend.open(new BackendOptions("cpu", 1))) {
      double loss = 0;
      long targets = 0;
      try (Scope scope = backend.openScope();
          StoredParameters parameters =
              StoredParameters.initial(NETWORK.parameters(), backend, 1)) {
        for (long index = 0; index < BATCHES; index++) {
          Batch batch = new Images(BATCHES).batch(backend, index);
          long examples = batch.targets().shape().elements();
          loss += NETWORK.loss(parameters, batch.inputs(), batch.targets()).item() * examples;
          targets += examples;
        }
      }
      Evaluation found = evaluate(backend, BATCHES, threads);
      assertThat(found.targets()).isEqualTo(targets);
      assertThat(found.loss()).isCloseTo(loss / targets, within(1e-6));
      assertThat(found).isEqualTo(evaluate(backend, BATCHES, 1));
      assertThat(found.text())
          .isEqualTo(
              String.format(
                  Locale.ROOT,
                  "loss %.4f, accuracy %.2f %%",
                  found.loss(),
                  100 * found.accuracy().orElseThrow()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatCannotBeReadIsTold(int threads) {
    try (Backend backend = LibTorchBackend.open(new BackendOptions("cpu", 1))) {
      assertThatThrownBy(() -> evaluate(backend, 4, threads))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("the images cannot be read");
    }
  }
}
