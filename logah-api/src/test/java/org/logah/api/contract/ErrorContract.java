package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.LinearLayout;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;
import org.logah.api.reference.ReferenceBackend;

/** What a backend refuses, and the words it refuses it in. */
@SuppressWarnings("try")
abstract class ErrorContract extends ContractFamily {
  ErrorContract(Supplier<Backend> backend) {
    super(backend);
  }

  private Tensor ones(long... sizes) {
    return backend().full(1, DType.F32, Shape.of(sizes));
  }

  @ParameterizedTest
  @MethodSource("org.logah.api.contract.Misfits#all")
  void namesTheOperationAndTheShapesThatDoNotFit(Misfits.Misfit misfit) {
    try (Scope scope = backend().openScope()) {
      List<Tensor> operands =
          misfit.shapes().stream().map(s -> backend().full(1, DType.F32, s)).toList();
      ThrowableAssertAlternative<?> refusal =
          assertThatExceptionOfType(ShapeMismatchException.class)
              .isThrownBy(() -> misfit.call().apply(backend(), operands))
              .withMessageStartingWith(misfit.operation() + ":");
      for (Shape shape : misfit.named()) {
        refusal.withMessageContaining(shape.toString());
      }
    }
  }

  @Test
  void refusesDimensionsThatDoNotExist() {
    List<Function<Tensor, Tensor>> calls =
        List.of(
            a -> a.sum(false, 2),
            a -> a.mean(false, -3),
            a -> a.max(true, 2),
            a -> a.argmax(-3),
            a -> a.softmax(2),
            a -> a.logSoftmax(-3),
            a -> a.slice(2, 0, 1),
            a -> a.permute(0, 2),
            a -> a.backend().concat(List.of(a, a), 2));
    try (Scope scope = backend().openScope()) {
      Tensor a = ones(2, 3);
      for (Function<Tensor, Tensor> call : calls) {
        assertThatThrownBy(() -> call.apply(a))
            .isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining("dimension");
      }
    }
  }

  @Test
  void namesBothBackendsThatMeet() {
    try (Backend other = new ReferenceBackend("another one");
        Scope outer = other.openScope();
        Scope scope = backend().openScope()) {
      Tensor own = ones(2, 2);
      Tensor foreign = other.full(1, DType.F32, Shape.of(2, 2));
      List<BiFunction<Tensor, Tensor, Tensor>> calls =
          List.of(
              backend()::add,
              backend()::matmul,
              backend()::equal,
              (a, b) -> backend().concat(List.of(a, b), 0),
              (a, b) -> backend().linear(a, b, null, LinearLayout.OUT_IN),
              (a, b) -> backend().where(a.less(a), a, b));
      for (BiFunction<Tensor, Tensor, Tensor> call : calls) {
        assertThatThrownBy(() -> call.apply(own, foreign))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContainingAll(backend().name(), "another one");
      }
      assertThatThrownBy(() -> backend().neg(foreign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(backend().name(), "another one");
      assertThatThrownBy(() -> backend().read(foreign, bytes -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  static Stream<Arguments> callsWithOneTensor() {
    return Stream.of(
        unary(
            "read",
            a -> {
              a.toFloats();
              return a;
            }),
        unary("cast", a -> a.cast(DType.F32)),
        unary("add", a -> a.add(1)),
        unary("mul", a -> a.mul(a)),
        unary("exp", Tensor::exp),
        unary("gelu", Tensor::gelu),
        unary("sum", Tensor::sum),
        unary("mean", Tensor::mean),
        unary("max", a -> a.max(false, 0)),
        unary("argmax", a -> a.argmax(0)),
        unary("softmax", a -> a.softmax(0)),
        unary("logSoftmax", a -> a.logSoftmax(0)),
        unary("matmul", a -> a.matmul(a)),
        unary("reshape", a -> a.reshape(4)),
        unary("permute", a -> a.permute(1, 0)),
        unary("expand", a -> a.expand(Shape.of(3, 2, 2))),
        unary("slice", a -> a.slice(0, 0, 1)),
        unary("concat", a -> a.backend().concat(List.of(a, a), 0)),
        unary("tile", a -> a.tile(Shape.of(2, 2))),
        unary("tile wider", a -> a.tile(Shape.of(4, 2))),
        unary(
            "layerNorm",
            a ->
                a.backend()
                    .layerNorm(
                        a,
                        a.backend().tensor(new float[2], 2),
                        a.backend().tensor(new float[2], 2),
                        1)));
  }

  private static Arguments unary(String name, Function<Tensor, Tensor> call) {
    return Arguments.of(name, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callsWithOneTensor")
  void refusesTensorsAfterTheirScope(String name, Function<Tensor, Tensor> call) {
    Tensor closed;
    try (Scope scope = backend().openScope()) {
      closed = ones(2, 2);
    }
    try (Scope scope = backend().openScope()) {
      assertThatThrownBy(() -> call.apply(closed))
          .as(name)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void refusesElementTypesThatDoNotMix() {
    try (Scope scope = backend().openScope()) {
      Tensor reals = ones(2, 2);
      Tensor integers = reals.cast(DType.I64);
      Tensor truths = reals.cast(DType.BOOL);
      List<Runnable> calls =
          List.of(
              () -> reals.add(integers),
              () -> integers.add(integers),
              () -> truths.mul(truths),
              () -> integers.exp(),
              () -> integers.sum(),
              () -> integers.mean(),
              () -> integers.softmax(0),
              () -> integers.matmul(integers),
              () -> reals.matmul(integers),
              () -> reals.equal(integers),
              () -> reals.less(truths),
              () -> truths.less(truths),
              () -> reals.where(reals, reals),
              () -> truths.where(reals, integers),
              () -> reals.embedding(reals),
              () -> integers.embedding(integers),
              () -> backend().concat(List.of(reals, integers), 0),
              () -> backend().crossEntropy(reals, ones(2)),
              () -> backend().linearCrossEntropy(reals, reals, null, ones(2)),
              () -> backend().rmsNorm(reals, ones(2).cast(DType.I64), 1));
      for (int i = 0; i < calls.size(); i++) {
        assertThatThrownBy(calls.get(i)::run)
            .as("call %d", i)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void computesOnlyWithWhatItClaims(DType dtype) {
    assumeStores(dtype);
    assumeTrue(
        !backend().capabilities().computes().contains(dtype),
        () -> backend().name() + " computes with " + dtype);
    try (Scope scope = backend().openScope()) {
      Tensor stored = ones(2, 2).cast(dtype);
      assertThatThrownBy(() -> stored.add(stored)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> stored.sum()).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void storesOnlyWhatItClaims(DType dtype) {
    assumeTrue(
        !backend().capabilities().stores().contains(dtype),
        () -> backend().name() + " stores " + dtype);
    try (Scope scope = backend().openScope()) {
      ByteBuffer bytes = ByteBuffer.allocate(dtype.bytes());
      assertThatThrownBy(() -> backend().fromBuffer(bytes, dtype, Shape.of(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(dtype.toString());
      assertThatThrownBy(() -> ones(1).cast(dtype))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(dtype.toString());
    }
  }

  @Test
  void refusesIndicesWithoutARow() {
    try (Scope scope = backend().openScope()) {
      Tensor table = ones(3, 2);
      for (long index : new long[] {3, -1, Long.MAX_VALUE}) {
        Tensor indices = backend().tensor(new long[] {0, index}, 2);
        assertThatThrownBy(() -> table.embedding(indices))
            .isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining("embedding");
        assertThatThrownBy(() -> backend().scatterAdd(ones(2, 4), indices, 3))
            .isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining("scatterAdd");
      }
    }
  }

  @Test
  void refusesBytesThatAreNotThoseOfTheShape() {
    for (int bytes : new int[] {0, 8, 23, 25}) {
      ByteBuffer buffer = ByteBuffer.allocate(bytes);
      assertThatThrownBy(() -> backend().fromBuffer(buffer, DType.F32, Shape.of(2, 3)))
          .isInstanceOf(ShapeMismatchException.class)
          .hasMessageContaining("[2, 3]");
    }
  }
}
