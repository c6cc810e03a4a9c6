package org.logah.backend.javacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.LinearLayout;
import org.logah.api.Pooling;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Nothing native is left to the garbage collector. */
class NativeMemoryTest {
  private static final Backend BACKEND = LibTorchBackend.open(BackendOptions.cpu());

  private record Operation(String name, Supplier<Tensor> run) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Tensor ones(long... sizes) {
    return BACKEND.full(1, DType.F32, Shape.of(sizes));
  }

  static Stream<Operation> operations() {
    Tensor matrix = ones(4, 4);
    Tensor vector = ones(4);
    Tensor image = ones(1, 4, 4, 4);
    Tensor narrow = ones(1, 2, 4, 4);
    Tensor indices = BACKEND.tensor(new long[] {0, 1, 2, 3}, 4);
    Tensor condition = BACKEND.equal(matrix, matrix);
    return Stream.of(
        new Operation("full", () -> ones(3)),
        new Operation("fromBuffer", () -> BACKEND.tensor(new float[] {1}, 1)),
        new Operation("cast", () -> matrix.cast(DType.BF16)),
        new Operation("add", () -> matrix.add(vector)),
        new Operation("add number", () -> matrix.add(3)),
        new Operation("where", () -> condition.where(matrix, vector)),
        new Operation("sum", () -> matrix.sum(false, 0)),
        new Operation("sum over none", () -> matrix.sum(false, new int[0])),
        new Operation("mean", matrix::mean),
        new Operation("max", () -> matrix.max(false, 0)),
        new Operation("argmax", () -> matrix.argmax(0)),
        new Operation("concat", () -> BACKEND.concat(List.of(matrix, matrix), 0)),
        new Operation("slice", () -> matrix.slice(0, 1, 2)),
        new Operation("tile", () -> matrix.tile(Shape.of(7, 5))),
        new Operation("tile to itself", () -> matrix.tile(matrix.shape())),
        new Operation("geluTanh", matrix::geluTanh),
        new Operation("embedding", () -> matrix.embedding(indices)),
        new Operation("scatterAdd", () -> BACKEND.scatterAdd(matrix, indices, 5)),
        new Operation("crossEntropy", () -> BACKEND.crossEntropy(matrix, indices)),
        new Operation(
            "linearCrossEntropy",
            () -> BACKEND.linearCrossEntropy(matrix, matrix, vector, indices)),
        new Operation("linear", () -> BACKEND.linear(image, matrix, vector, LinearLayout.IN_OUT)),
        new Operation(
            "conv2d",
            () -> BACKEND.conv2d(image, matrix.reshape(4, 4, 1, 1), vector, Convolution.stride(1))),
        new Operation("layerNorm", () -> BACKEND.layerNorm(matrix, vector, vector, 1e-5)),
        new Operation("rmsNorm", () -> BACKEND.rmsNorm(matrix, vector, 1e-5)),
        new Operation("batchNorm", () -> BACKEND.batchNorm(image, vector, vector, 1e-5)),
        new Operation("attention", () -> BACKEND.attention(image, narrow, narrow, null, true)),
        new Operation(
            "attention with bias", () -> BACKEND.attention(image, image, image, matrix, true)),
        new Operation("rotaryEmbedding", () -> BACKEND.rotaryEmbedding(image, matrix, matrix)),
        new Operation("maxPool2d", () -> BACKEND.maxPool2d(image, new Pooling(2, 2, 0))),
        new Operation("averagePool2d", () -> BACKEND.averagePool2d(image, new Pooling(2, 2, 0))),
        new Operation("variable", () -> BACKEND.variable(matrix)),
        new Operation(
            "read",
            () -> {
              assertThat(matrix.transpose(0, 1).toFloats()).hasSize(16);
              return ones(1);
            }),
        new Operation(
            "gradients",
            () -> {
              Tensor variable = BACKEND.variable(matrix);
              Tensor loss = BACKEND.gelu(variable.matmul(matrix)).sum();
              return BACKEND.gradients(loss, List.of(variable)).of(variable).orElseThrow();
            }));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void closingTheResultLeavesNothingBehind(Operation operation) {
    run(operation);
    long before = Pointer.totalCount();
    run(operation);

    assertThat(Pointer.totalCount()).isEqualTo(before);
  }

  private static void run(Operation operation) {
    try (Scope scope = BACKEND.openScope()) {
      scope.keep(operation.run().get()).close();
    }
  }
}
