package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.logah.api.Backend;
import org.logah.api.Buffers;
import org.logah.api.Capabilities;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Making tensors and reading them, and what a backend says of itself. */
@SuppressWarnings("try")
abstract class CreationContract extends ContractFamily {
  private static final List<Shape> SHAPES =
      List.of(Shape.scalar(), Shape.of(1), Shape.of(5), Shape.of(2, 3), Shape.of(2, 0, 3));

  CreationContract(Supplier<Backend> backend) {
    super(backend);
  }

  @Test
  void hasAName() {
    assertThat(backend().name()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void claimsWhatNetworksNeed() {
    Capabilities capabilities = backend().capabilities();
    assertThat(capabilities.computes()).contains(DType.F32, DType.I64, DType.BOOL);
    assertThat(capabilities.computes()).allMatch(DType::isComputable);
    assertThat(capabilities.stores()).containsAll(capabilities.computes());
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void readsBackWhatItWasGiven(DType dtype) {
    assumeStores(dtype);
    for (Shape shape : SHAPES) {
      try (Scope scope = backend().openScope()) {
        byte[] bytes = pattern(shape, dtype);
        Tensor tensor = backend().fromBuffer(ByteBuffer.wrap(bytes), dtype, shape);
        assertThat(tensor.shape()).isEqualTo(shape);
        assertThat(tensor.dtype()).isEqualTo(dtype);
        assertThat(tensor.backend()).isSameAs(backend());
        assertThat(Elements.bytes(tensor)).as("%s %s", dtype, shape).isEqualTo(bytes);
      }
    }
  }

  private static byte[] pattern(Shape shape, DType dtype) {
    byte[] bytes = new byte[Math.toIntExact(shape.elements() * dtype.bytes())];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (dtype == DType.BOOL ? i % 2 : 17 * i % 60 + 1);
    }
    return bytes;
  }

  @Test
  void takesTheRemainingBytesOfAnyBufferAndLeavesItAlone() {
    try (Scope scope = backend().openScope()) {
      ByteBuffer direct = Buffers.allocate(5 * Float.BYTES).order(ByteOrder.BIG_ENDIAN);
      ByteBuffer heap = ByteBuffer.allocate(5 * Float.BYTES);
      for (ByteBuffer buffer : List.of(direct, heap)) {
        buffer.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(new float[] {1, 2, 3, 4, 5});
        buffer.order(ByteOrder.BIG_ENDIAN).position(Float.BYTES).limit(4 * Float.BYTES);
        for (ByteBuffer given : List.of(buffer, buffer.asReadOnlyBuffer())) {
          Tensor tensor = backend().fromBuffer(given, DType.F32, Shape.of(3));
          assertThat(tensor.toFloats()).containsExactly(2, 3, 4);
          assertThat(given.position()).isEqualTo(Float.BYTES);
          assertThat(given.limit()).isEqualTo(4 * Float.BYTES);
        }
      }
    }
  }

  @Test
  void copiesTheBytesItIsGiven() {
    try (Scope scope = backend().openScope()) {
      ByteBuffer bytes = Buffers.of(new float[] {1, 2});
      Tensor tensor = backend().fromBuffer(bytes, DType.F32, Shape.of(2));
      bytes.putFloat(0, 9);
      assertThat(tensor.toFloats()).containsExactly(1, 2);
    }
  }

  @Test
  void readsThroughDirectLittleEndianBuffersOfWholeElements() {
    try (Scope scope = backend().openScope()) {
      Tensor tensor = backend().tensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose(0, 1);
      ByteBuffer joined = ByteBuffer.allocate(6 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      tensor.read(
          bytes -> {
            assertThat(bytes.isDirect()).isTrue();
            assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(bytes.remaining() % Float.BYTES).isZero();
            joined.put(bytes);
          });
      float[] values = new float[6];
      joined.flip().asFloatBuffer().get(values);
      assertThat(values).containsExactly(1, 4, 2, 5, 3, 6);
    }
  }

  @Test
  void readsLargeTensorsWhole() {
    try (Scope scope = backend().openScope()) {
      double[] values = new double[300_000];
      for (int i = 0; i < values.length; i++) {
        values[i] = i;
      }
      ByteBuffer bytes = Elements.encode(DType.F32, values);
      Tensor tensor = backend().fromBuffer(bytes, DType.F32, Shape.of(500, 600));
      assertThat(Elements.decode(tensor)).isEqualTo(values);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void fills(DType dtype) {
    assumeComputes(dtype);
    for (Shape shape : SHAPES) {
      try (Scope scope = backend().openScope()) {
        Tensor tensor = backend().full(dtype == DType.BOOL ? 1 : -3, dtype, shape);
        assertThat(tensor.shape()).isEqualTo(shape);
        assertThat(tensor.dtype()).isEqualTo(dtype);
        assertThat(Elements.decode(tensor))
            .hasSize((int) shape.elements())
            .containsOnly(expectedFill(dtype, shape));
      }
    }
  }

  private static double[] expectedFill(DType dtype, Shape shape) {
    return shape.elements() == 0 ? new double[0] : new double[] {dtype == DType.BOOL ? 1 : -3};
  }

  @Test
  void fillsWithWhatIsNotFinite() {
    try (Scope scope = backend().openScope()) {
      assertThat(backend().full(Double.NEGATIVE_INFINITY, DType.F32, Shape.scalar()).item())
          .isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(backend().full(Double.NaN, DType.F32, Shape.scalar()).item()).isNaN();
      assertThat(backend().full(0.1, DType.F32, Shape.scalar()).item()).isEqualTo(0.1f);
    }
  }
}
