package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;
import org.logah.api.reference.ReferenceBackend;

/** Pieces of any size are the tensor that would be built. */
class TiledTensorTest {
  @Property(tries = 200)
  void piecesAreTheFilledTensor(
      @ForAll @IntRange(min = 1, max = 5) int tileRows,
      @ForAll @IntRange(min = 1, max = 5) int tileColumns,
      @ForAll @IntRange(min = 1, max = 13) int rows,
      @ForAll @IntRange(min = 1, max = 13) int columns,
      @ForAll @IntRange(min = 1, max = 300) int maxBytes,
      @ForAll boolean narrow,
      @ForAll @IntRange(min = 0, max = 13) int first,
      @ForAll @IntRange(min = 0, max = 13) int last)
      throws IOException {
    try (ReferenceBackend backend = new ReferenceBackend()) {
      try (Scope scope = backend.openScope()) {
        float[] values = new float[tileRows * tileColumns * 2];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) Math.sin(i);
        }
        TiledTensor tiled =
            new TiledTensor(
                    backend.tensor(values, tileRows, tileColumns, 2), Shape.of(rows, columns, 2))
                .cast(narrow ? DType.BF16 : DType.F32);
        byte[] whole = bytes(tiled.tile().tile(tiled.shape()));
        int start = Math.min(Math.min(first, last), rows);
        int end = Math.min(Math.max(first, last), rows);
        int rowBytes = columns * 2 * tiled.tile().dtype().bytes();

        assertThat(bytes(tiled.filled())).isEqualTo(whole);
        assertThat(pieces(tiled, 0, rows, maxBytes)).isEqualTo(whole);
        assertThat(pieces(tiled, start, end, maxBytes))
            .isEqualTo(Arrays.copyOfRange(whole, start * rowBytes, end * rowBytes));
      }
      assertThat(backend.openBytes()).isZero();
    }
  }

  private static byte[] pieces(TiledTensor tiled, long start, long end, int maxBytes)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    tiled.pieces(
        start,
        end,
        maxBytes,
        piece -> {
          byte[] bytes = bytes(piece);
          assertThat(bytes.length <= maxBytes || piece.size(0) == 1).isTrue();
          all.write(bytes);
        });
    return all.toByteArray();
  }

  private static byte[] bytes(Tensor tensor) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    tensor.read(
        chunk -> {
          byte[] bytes = new byte[chunk.remaining()];
          chunk.get(bytes);
          all.writeBytes(bytes);
        });
    return all.toByteArray();
  }

  @Example
  void refusesTilesThatFillNothing() {
    try (Backend backend = new ReferenceBackend();
        Scope scope = backend.openScope()) {
      Tensor tile = backend.tensor(new float[6], 2, 3);
      assertThatThrownBy(() -> new TiledTensor(tile, Shape.of(6)))
          .isInstanceOf(ShapeMismatchException.class)
          .hasMessage("a tile of shape [2, 3] does not fill the shape [6]");
      assertThatThrownBy(() -> new TiledTensor(backend.tensor(new float[0], 0), Shape.of(6)))
          .isInstanceOf(ShapeMismatchException.class);
      assertThatThrownBy(() -> new TiledTensor(tile, Shape.of(4, 4)).pieces(2, 5, 9, piece -> {}))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
