package org.logah.ghn;

import java.io.IOException;
import java.util.Objects;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/**
 * A tensor that is a smaller one, repeated along each dimension until its shape is filled, and
 * cropped: element i along a dimension is element i mod size of the tile. It is as large as the
 * tile and never has to be built.
 *
 * @param tile what is repeated
 * @param shape of the whole, of as many dimensions as the tile, at least one
 */
public record TiledTensor(Tensor tile, Shape shape) implements PredictedTensor {
  /** Takes the pieces of a tensor one by one. */
  @FunctionalInterface
  public interface PieceConsumer {
    /**
     * Takes some rows.
     *
     * @param piece of the shape of the whole but for dimension 0, open during this call only
     */
    void accept(Tensor piece) throws IOException;
  }

  /**
   * Checks the shapes.
   *
   * @throws ShapeMismatchException if they have different numbers of dimensions or none, or if the
   *     tile is empty
   */
  public TiledTensor {
    if (tile.shape().rank() != shape.rank() || shape.rank() == 0 || tile.shape().elements() == 0) {
      throw new ShapeMismatchException(
          "a tile of shape %s does not fill the shape %s".formatted(tile.shape(), shape));
    }
  }

  @Override
  public TiledTensor tiled() {
    return this;
  }

  /** The same with its elements converted; only the tile is. */
  public TiledTensor cast(DType dtype) {
    return tile.dtype() == dtype ? this : new TiledTensor(tile.cast(dtype), shape);
  }

  /** The whole tensor. */
  public Tensor filled() {
    return tile.tile(shape);
  }

  /** The whole tensor in pieces; see {@link #pieces(long, long, long, PieceConsumer)}. */
  public void pieces(long maxBytes, PieceConsumer consumer) throws IOException {
    pieces(0, shape.size(0), maxBytes, consumer);
  }

  /**
   * Some rows in their order, whole rows at a time. The elements do not depend on how many come at
   * once.
   *
   * @param start first row, an index of dimension 0
   * @param end the row after the last
   * @param maxBytes most bytes of a piece; one row may be more
   */
  public void pieces(long start, long end, long maxBytes, PieceConsumer consumer)
      throws IOException {
    Objects.checkFromToIndex(start, end, shape.size(0));
    long rowBytes = Math.max(1, shape.elements() / shape.size(0) * tile.dtype().bytes());
    long most = Math.max(1, maxBytes / rowBytes);
    long period = tile.size(0);
    for (long row = start; row < end; ) {
      long first = row % period;
      long count = Math.min(Math.min(most, period - first), end - row);
      try (Scope scope = tile.backend().openScope()) {
        consumer.accept(rows(first, count));
      }
      row += count;
    }
  }

  private Tensor rows(long first, long count) {
    Tensor rows = count == tile.size(0) ? tile : tile.slice(0, first, first + count);
    Shape target = shape.with(0, count);
    return rows.shape().equals(target) ? rows : rows.tile(target);
  }
}
