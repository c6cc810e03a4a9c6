package org.logah.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.BackendProvider;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Precision;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;

@SuppressWarnings("try")
@DisabledOnOs(value = OS.MAC, disabledReason = "ND4J has no native libraries for macOS on arm64")
class Nd4jBackendTest {
  private final Backend backend = Nd4jBackend.open(new BackendOptions("cpu", 1));

  @Test
  void isFoundAsAService() {
    BackendProvider provider =
        ServiceLoader.load(BackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals("nd4j"))
            .findFirst()
            .orElseThrow();

    assertThat(provider.rank()).isEqualTo(20);
    assertThat(provider.availability().available()).isTrue();
    assertThat(provider.availability().reason()).isNotBlank().doesNotContain("\n");
    try (Backend opened = provider.open(new BackendOptions("auto", 1))) {
      assertThat(opened.name()).isEqualTo("nd4j (cpu)");
    }
  }

  @Test
  void isBoundOnceByItsModule() {
    Injector injector = Guice.createInjector(new Nd4jModule(new BackendOptions("cpu", 1)));

    try (Backend bound = injector.getInstance(Backend.class)) {
      assertThat(bound).isInstanceOf(Nd4jBackend.class);
      assertThat(injector.getInstance(Backend.class)).isSameAs(bound);
    }
  }

  @Test
  void refusesDevicesButTheCpu() {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> Nd4jBackend.open(new BackendOptions("cuda:0", 0)))
        .withMessage("device \"cuda:0\" is not one of cpu and auto, where ND4J computes");
  }

  @Test
  void refusesMixedPrecisionWhichItDoesNotClaim() {
    assertThat(backend.capabilities().precisions()).containsExactly(Precision.FULL);
    assertThat(new Nd4jProvider().devices()).containsOnlyKeys("cpu");
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> Nd4jBackend.open(new BackendOptions("cpu", 1, Precision.MIXED_BF16)))
        .withMessage(
            "ND4J computes in full precision only, not in bf16; leave the precision at full, or"
                + " choose the backend libtorch");
  }

  @Test
  void refusesToComputeOnceClosed() {
    Backend closed = Nd4jBackend.open(new BackendOptions("cpu", 1));
    Tensor tensor = closed.tensor(new float[] {1, 2}, 2);
    closed.close();

    assertThatThrownBy(() -> tensor.add(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("add: nd4j (cpu) was closed");
    assertThatThrownBy(() -> tensor.reshape(2, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(tensor.toFloats()).containsExactly(1, 2);
    tensor.close();
  }

  @Test
  void leavesDifferentiationToTheTape() {
    try (Tensor tensor = backend.tensor(new float[] {1}, 1)) {
      assertThat(backend.capabilities().gradients()).isFalse();
      assertThatThrownBy(() -> backend.variable(tensor))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("tape");
      assertThatThrownBy(() -> backend.gradients(tensor, List.of(tensor)))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("tape");
    }
  }

  @Test
  void tellsWhatDoesNotFitIntoMemory() {
    for (Shape shape : List.of(Shape.of(1L << 45), Shape.of(1L << 61))) {
      assertThatThrownBy(() -> backend.full(1, DType.F64, shape))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessageContainingAll("full", shape.toString());
    }
  }

  @Test
  void namesTheTargetWithoutAClass() {
    try (Scope scope = backend.openScope()) {
      Tensor logits = backend.full(1, DType.F32, Shape.of(2, 3));
      Tensor targets = backend.tensor(new long[] {0, 3}, 2);
      assertThatThrownBy(() -> backend.crossEntropy(logits, targets))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("crossEntropy: target 3 is not in 0 to 2, there are 3 classes");
    }
  }

  @Test
  void anyByteButZeroIsTrue() {
    try (Scope scope = backend.openScope()) {
      ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 2, -1});
      Tensor flags = backend.fromBuffer(bytes, DType.BOOL, Shape.of(3));
      assertThat(flags.cast(DType.I64).toLongs()).containsExactly(0, 1, 1);
    }
  }

  @Test
  void tanhKeepsItsDigitsNearZero() {
    try (Scope scope = backend.openScope()) {
      float[] small = {1e-30f, -1e-12f, 1e-6f, 3e-4f};
      assertThat(backend.tensor(small, 4).tanh().toFloats()).isEqualTo(small);
      double[] results = backend.tensor(new double[] {1e-200, -1e-9, 0.01}, 3).tanh().toDoubles();
      assertThat(results[0]).isEqualTo(1e-200);
      assertThat(results[1]).isEqualTo(-1e-9);
      assertThat(results[2]).isCloseTo(Math.tanh(0.01), within(1e-17));
    }
  }

  @Test
  void readsTensorsBeyondTwoGigabytes() {
    long half = (1L << 30) + 5;
    long[] read = {0};
    try (Tensor ones = backend.full(1, DType.U8, Shape.of(half));
        Tensor twos = backend.full(2, DType.U8, Shape.of(half));
        Tensor both = backend.concat(List.of(ones, twos), 0)) {
      both.read(
          chunk -> {
            assertThat(chunk.isReadOnly()).isTrue();
            assertThat(chunk.remaining()).isLessThanOrEqualTo(64 << 20);
            assertThat(chunk.get(0)).isEqualTo((byte) (read[0] < half ? 1 : 2));
            read[0] += chunk.remaining();
            assertThat(chunk.get(chunk.limit() - 1)).isEqualTo((byte) (read[0] <= half ? 1 : 2));
          });
    }

    assertThat(read[0]).isEqualTo(2 * half);
  }

  @Test
  void computesOnSeveralThreadsWhatOneComputes() throws Exception {
    float[] values = new float[64 * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    try (Tensor shared = backend.tensor(values, 64, 64)) {
      Callable<float[]> task =
          () -> {
            float[] last = {};
            for (int round = 0; round < 50; round++) {
              try (Scope scope = backend.openScope()) {
                last = shared.matmul(shared).softmax(1).add(shared).gelu().toFloats();
              }
            }
            return last;
          };
      float[] alone = task.call();
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<float[]>> together = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          together.add(threads.submit(task));
        }
        for (Future<float[]> one : together) {
          assertThat(one.get()).isEqualTo(alone);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }
}
