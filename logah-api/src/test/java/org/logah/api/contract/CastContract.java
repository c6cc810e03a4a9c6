package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Backend;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

/** Conversions between all element types that a backend stores. */
@SuppressWarnings("try")
abstract class CastContract extends ContractFamily {
  CastContract(Supplier<Backend> backend) {
    super(backend);
  }

  static Stream<Arguments> pairs() {
    return Stream.of(DType.values())
        .flatMap(from -> Stream.of(DType.values()).map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("pairs")
  void convertsAsTheReferenceDoes(DType from, DType to) {
    assumeStores(from);
    assumeStores(to);
    boolean signed = from != DType.U8 && to != DType.U8;
    float[] values = {0, 1, 2.5f, 3.999f, 100.75f, signed ? -1.5f : 7, signed ? -100.25f : 42};
    try (Backend reference = new ReferenceBackend();
        Scope expectedScope = reference.openScope();
        Scope scope = backend().openScope()) {
      byte[] bytes = Elements.bytes(reference.tensor(values, 7).cast(from));
      Tensor expected = reference.tensor(values, 7).cast(from).cast(to);
      Tensor given = backend().fromBuffer(ByteBuffer.wrap(bytes), from, Shape.of(7));
      Tensor actual = given.cast(to);
      assertThat(actual.dtype()).isEqualTo(to);
      assertThat(actual.shape()).isEqualTo(Shape.of(7));
      assertThat(Elements.bytes(actual)).isEqualTo(Elements.bytes(expected));
      assertThat(Elements.bytes(backend().tensor(values, 7).cast(from))).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BF16", "F16"})
  void roundsToTheNearestEven(DType half) {
    assumeStores(half);
    float[] values = halfwayAndRandom();
    try (Backend reference = new ReferenceBackend();
        Scope expectedScope = reference.openScope();
        Scope scope = backend().openScope()) {
      Tensor expected = reference.tensor(values, values.length).cast(half);
      Tensor actual = backend().tensor(values, values.length).cast(half);
      assertThat(Elements.bytes(actual)).isEqualTo(Elements.bytes(expected));
      assertThat(actual.cast(DType.F32).toFloats()).isEqualTo(expected.cast(DType.F32).toFloats());
    }
  }

  private static float[] halfwayAndRandom() {
    List<Float> values = new ArrayList<>();
    for (float base : new float[] {1, 3, 0.1f, 60000, 65504, 65520, 1e-5f, 6e-8f, 3e-8f, 3.4e38f}) {
      values.addAll(List.of(base, -base));
    }
    for (int i = 0; i < 16; i++) {
      values.add(1 + i * 0x1p-8f);
      values.add(1 + i * 0x1p-11f);
      values.add(i * 0x1p-25f);
    }
    values.addAll(List.of(0f, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY));
    RandomStream stream = RandomStream.named(1, "halves");
    for (int i = 0; i < 500; i++) {
      double magnitude = Math.pow(2, 40 * stream.uniform(2L * i) - 26);
      values.add((float) (magnitude * (2 * stream.uniform(2L * i + 1) - 1)));
    }
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BF16", "F16"})
  void widensEveryHalfExactly(DType half) {
    assumeStores(half);
    ByteBuffer all = Buffers.allocate(2 * 65536);
    for (int bits = 0; bits < 65536; bits++) {
      all.putShort((short) bits);
    }
    all.flip();
    Shape shape = Shape.of(65536);
    try (Backend reference = new ReferenceBackend();
        Scope expectedScope = reference.openScope();
        Scope scope = backend().openScope()) {
      float[] expected = reference.fromBuffer(all, half, shape).cast(DType.F32).toFloats();
      float[] actual = backend().fromBuffer(all, half, shape).cast(DType.F32).toFloats();
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void keepsNotANumber() {
    try (Scope scope = backend().openScope()) {
      Tensor nan = backend().tensor(new float[] {Float.NaN}, 1);
      for (DType dtype : List.of(DType.BF16, DType.F16, DType.F64)) {
        if (backend().capabilities().stores().contains(dtype)) {
          assertThat(nan.cast(dtype).cast(DType.F32).item()).as("through %s", dtype).isNaN();
        }
      }
      assertThat(Elements.decode(nan.cast(DType.BOOL))).containsExactly(1);
    }
  }

  @Test
  void convertsPermutedAndEmptyTensors() {
    try (Scope scope = backend().openScope()) {
      Tensor permuted = backend().tensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose(0, 1);
      assertThat(permuted.cast(DType.I64).toLongs()).containsExactly(1, 4, 2, 5, 3, 6);
      Tensor empty = backend().tensor(new float[0], 0, 3).cast(DType.I64);
      assertThat(empty.shape()).isEqualTo(Shape.of(0, 3));
      assertThat(empty.toLongs()).isEmpty();
    }
  }

  @Test
  void keepsLargeIntegersExactly() {
    long[] values = {Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1, -1};
    try (Scope scope = backend().openScope()) {
      assertThat(backend().tensor(values, 4).cast(DType.I64).toLongs()).isEqualTo(values);
      ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong((1L << 53) + 1).flip();
      Tensor large = backend().fromBuffer(bytes, DType.I64, Shape.scalar());
      assertThat(large.toLongs()).containsExactly((1L << 53) + 1);
    }
  }
}
