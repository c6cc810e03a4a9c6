package org.logah.backend.javacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;

class TensorBytesTest {
  private final Backend backend = LibTorchBackend.open(BackendOptions.cpu());

  private static byte[] bytes(Tensor tensor) {
    ByteBuffer all =
        ByteBuffer.allocate(Math.toIntExact(tensor.shape().elements() * tensor.dtype().bytes()));
    tensor.read(all::put);
    assertThat(all.hasRemaining()).isFalse();
    return all.array();
  }

  @Test
  void copiesFromThePositionOfAnyBufferAndLeavesItAlone() {
    List<ByteBuffer> buffers = List.of(ByteBuffer.allocate(16), ByteBuffer.allocateDirect(16));
    for (ByteBuffer buffer : buffers) {
      buffer.order(ByteOrder.LITTLE_ENDIAN).putFloat(4, 1.5f).putFloat(8, 2.5f);
      buffer.position(4).limit(12);
      Tensor tensor = backend.fromBuffer(buffer.asReadOnlyBuffer(), DType.F32, Shape.of(2));
      Tensor same = backend.fromBuffer(buffer, DType.F32, Shape.of(2));
      buffer.putFloat(4, 9);

      assertThat(tensor.toFloats()).containsExactly(1.5f, 2.5f);
      assertThat(same.toFloats()).containsExactly(1.5f, 2.5f);
      assertThat(buffer.position()).isEqualTo(4);
    }
  }

  @Test
  void anyByteButZeroIsTrue() {
    Tensor flags =
        backend.fromBuffer(ByteBuffer.wrap(new byte[] {0, 2, -1}), DType.BOOL, Shape.of(3));

    assertThat(bytes(flags)).containsExactly(0, 1, 1);
  }

  @Test
  void readsLargeTensorsInChunksThatCannotBeWrittenTo() {
    long elements = (100L << 20) / Float.BYTES;
    List<Integer> sizes = new ArrayList<>();
    try (Tensor tensor = backend.full(3, DType.F32, Shape.of(elements))) {
      tensor.read(
          chunk -> {
            assertThat(chunk.isDirect()).isTrue();
            assertThat(chunk.isReadOnly()).isTrue();
            assertThat(chunk.position()).isZero();
            assertThat(chunk.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(chunk.getFloat(chunk.limit() - Float.BYTES)).isEqualTo(3);
            sizes.add(chunk.remaining());
          });
    }

    assertThat(sizes).containsExactly(64 << 20, 36 << 20);
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
            assertThat(chunk.get(0)).isEqualTo((byte) (read[0] < half ? 1 : 2));
            read[0] += chunk.remaining();
            assertThat(chunk.get(chunk.limit() - 1)).isEqualTo((byte) (read[0] <= half ? 1 : 2));
          });
    }

    assertThat(read[0]).isEqualTo(2 * half);
  }

  @Test
  void readsViewsInTheirOwnOrder() {
    Tensor tensor = backend.tensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

    assertThat(tensor.transpose(0, 1).slice(0, 1, 3).toFloats()).containsExactly(2, 5, 3, 6);
    assertThat(tensor.slice(1, 0, 1).expand(Shape.of(2, 2)).toFloats()).containsExactly(1, 1, 4, 4);
  }
}
