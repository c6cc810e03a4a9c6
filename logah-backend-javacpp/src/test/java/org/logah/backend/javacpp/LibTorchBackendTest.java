package org.logah.backend.javacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import java.util.ServiceLoader;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.BackendProvider;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.Tensor;

class LibTorchBackendTest {
  private final Backend backend = LibTorchBackend.open(BackendOptions.cpu());

  @Test
  void isFoundByTheServiceLoader() {
    BackendProvider provider = ServiceLoader.load(BackendProvider.class).findFirst().orElseThrow();

    assertThat(provider.name()).isEqualTo("libtorch");
    assertThat(provider.availability().available()).isTrue();
    assertThat(provider.availability().reason()).startsWith("LibTorch on the CPU");
    try (Backend opened = provider.open(new BackendOptions("auto", 1))) {
      assertThat(opened.name()).startsWith("libtorch (");
    }
  }

  @Test
  void isInstalledOnceByItsModule() {
    Injector injector = Guice.createInjector(new LibTorchModule(BackendOptions.cpu()));

    assertThat(injector.getInstance(Backend.class))
        .isInstanceOf(LibTorchBackend.class)
        .isSameAs(injector.getInstance(Backend.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "CPU", "cuda:", "cuda:-1", "cuda:0x"})
  void refusesDevicesItDoesNotKnow(String device) {
    assertThatThrownBy(() -> LibTorchBackend.open(new BackendOptions(device, 0)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("device \"%s\" is not one of cpu, cuda, cuda:N and auto", device);
  }

  @Test
  void saysWhyThereIsNoSuchCudaDevice() {
    assertThatThrownBy(() -> LibTorchBackend.open(new BackendOptions("cuda:99", 0)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("device \"cuda:99\"")
        .hasMessageContaining("cpu")
        .message()
        .hasLineCount(1);
  }

  @Test
  void refusesOperationsOnceClosedButLetsTensorsBeRead() {
    Tensor tensor = backend.tensor(new float[] {1}, 1);
    backend.close();
    backend.close();

    assertThatThrownBy(() -> tensor.add(tensor))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("add: libtorch (cpu) was closed");
    assertThatThrownBy(() -> backend.split(tensor, 0, 1))
        .hasMessage("split: libtorch (cpu) was closed");
    assertThatThrownBy(() -> backend.gradients(tensor, List.of()))
        .hasMessage("gradients: libtorch (cpu) was closed");
    assertThat(tensor.toFloats()).containsExactly(1);
    tensor.close();
  }

  @Test
  void tellsTheOperationAndTheSizeWhenMemoryRunsOut() {
    assertThatThrownBy(() -> backend.full(0, DType.F32, Shape.of(1L << 44)))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageStartingWith("full of F32 [17592186044416]: out of memory")
        .hasMessageContaining("70368744177664 bytes")
        .message()
        .hasLineCount(1);
  }

  @Test
  void namesTheIndexThatHasNoRow() {
    Tensor table = backend.full(1, DType.F32, Shape.of(3, 2));

    assertThatThrownBy(() -> table.embedding(backend.tensor(new long[] {0, 3}, 2)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("embedding: index 3 is not in 0 to 2, there are 3 rows");
    assertThatThrownBy(
            () -> backend.crossEntropy(table, backend.tensor(new long[] {0, -100, 1}, 3)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("crossEntropy: target -100 is not in 0 to 1, there are 2 classes");
    assertThatThrownBy(
            () ->
                backend.linearCrossEntropy(
                    table, table, null, backend.tensor(new long[] {0, -100, 1}, 3)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("linearCrossEntropy: target -100 is not in 0 to 2, there are 3 classes");
  }

  @Test
  void takesNoDimensionsToMeanNone() {
    Tensor tensor = backend.tensor(new float[] {1, 2}, 2);

    assertThat(tensor.sum(false, new int[0]).toFloats()).containsExactly(1, 2);
    assertThat(tensor.mean(true, new int[0]).toFloats()).containsExactly(1, 2);
  }

  @Test
  void convertsTheValueThatFillsATensor() {
    assertThat(backend.full(1e300, DType.F32, Shape.scalar()).item()).isInfinite();
    assertThat(backend.full(0.5, DType.BOOL, Shape.of(2)).cast(DType.I64).toLongs())
        .containsExactly(1, 1);
    assertThat(backend.full(-2.7, DType.I8, Shape.of(1)).cast(DType.I64).toLongs())
        .containsExactly(-2);
  }

  @Test
  @SuppressWarnings("try")
  void tensorsOutliveThePointerScopeOfAnEmbedder() {
    Tensor sum;
    try (PointerScope scope = new PointerScope()) {
      Tensor tensor = backend.tensor(new float[] {1, 2}, 2);
      sum = tensor.add(0.125);
      tensor.close();
    }

    assertThat(sum.add(0.125).toFloats()).containsExactly(1.25f, 2.25f);
  }

  @Test
  void manyDifferentNumbersAreAllRight() {
    Tensor one = backend.tensor(new double[] {1}, 1);

    for (int i = 0; i < 2000; i++) {
      try (Tensor sum = one.add(i)) {
        assertThat(sum.item()).isEqualTo(1.0 + i);
      }
    }
  }

  @Test
  void imagesWithoutChannelsAreConvolvedAndPooled() {
    Tensor image = backend.full(1, DType.F32, Shape.of(1, 0, 2, 2));
    Tensor kernel = backend.full(1, DType.F32, Shape.of(2, 0, 1, 2));
    Tensor bias = backend.tensor(new float[] {3, 4}, 2);

    assertThat(backend.conv2d(image, kernel, bias, Convolution.stride(1)).toFloats())
        .containsExactly(3, 3, 4, 4);
    assertThat(backend.conv2d(image, kernel, null, Convolution.stride(1)).toFloats())
        .containsExactly(0, 0, 0, 0);
    assertThat(backend.maxPool2d(image, new Pooling(2, 2, 0)).toFloats()).isEmpty();
    assertThat(backend.averagePool2d(image, new Pooling(2, 2, 0)).toFloats()).isEmpty();
  }
}
