package org.logah.api.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.logah.api.Backend;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Ways back from a larger shape to a smaller one, and forth by padding. */
final class Stretched {
  private Stretched() {}

  /** The transpose of broadcasting: sums over all dimensions that were stretched or added. */
  static Tensor sumTo(Tensor gradient, Shape shape) {
    int added = gradient.shape().rank() - shape.rank();
    List<Integer> summed = new ArrayList<>();
    for (int i = 0; i < gradient.shape().rank(); i++) {
      if (i < added || shape.size(i - added) != gradient.size(i)) {
        summed.add(i);
      }
    }
    if (summed.isEmpty()) {
      return gradient;
    }
    Tensor sum = gradient.sum(false, summed.stream().mapToInt(i -> i).toArray());
    return gradient.backend().reshape(sum, shape);
  }

  /** The transpose of a sum over dimensions, which were kept with size 1 or removed. */
  static Tensor spread(Tensor gradient, Shape shape, int... dimensions) {
    Shape kept = shape;
    for (int dimension : dimensions) {
      kept = kept.with(dimension, 1);
    }
    Backend backend = gradient.backend();
    return backend.expand(backend.reshape(gradient, kept), shape);
  }

  /** The transpose of tiling: the sum over all copies. */
  static Tensor foldTiles(Tensor gradient, Shape shape) {
    Tensor folded = gradient;
    for (int axis = 0; axis < shape.rank(); axis++) {
      long size = shape.size(axis);
      long tiled = folded.size(axis);
      if (tiled == size) {
        continue;
      }
      long copies = Math.max(1, (tiled + size - 1) / size);
      Tensor whole = pad(folded, axis, 0, copies * size - tiled, 0);
      Shape apart = split(whole.shape(), axis, copies, size);
      folded = folded.backend().reshape(whole, apart).sum(false, axis);
    }
    return folded;
  }

  /** A shape with one dimension replaced by several. */
  static Shape split(Shape shape, int axis, long... sizes) {
    long[] old = shape.toArray();
    long[] all = Arrays.copyOf(old, old.length + sizes.length - 1);
    System.arraycopy(sizes, 0, all, axis, sizes.length);
    System.arraycopy(old, axis + 1, all, axis + sizes.length, old.length - axis - 1);
    return Shape.of(all);
  }

  /** A shape with a dimension and the next one joined. */
  static Shape joined(Shape shape, int axis) {
    long[] old = shape.toArray();
    long[] all = Arrays.copyOf(old, old.length - 1);
    all[axis] = old[axis] * old[axis + 1];
    System.arraycopy(old, axis + 2, all, axis + 1, old.length - axis - 2);
    return Shape.of(all);
  }

  /** The tensor with so many elements of one value before and after it along a dimension. */
  static Tensor pad(Tensor a, int axis, long before, long after, double value) {
    List<Tensor> parts = new ArrayList<>();
    if (before > 0) {
      parts.add(a.backend().full(value, a.dtype(), a.shape().with(axis, before)));
    }
    parts.add(a);
    if (after > 0) {
      parts.add(a.backend().full(value, a.dtype(), a.shape().with(axis, after)));
    }
    return parts.size() == 1 ? a : a.backend().concat(parts, axis);
  }

  /** Whether each place along a dimension is the one that {@code places} names there. */
  static Tensor isAt(Tensor places, Shape shape, int dimension) {
    int axis = shape.axis(dimension);
    long[] counting = new long[Math.toIntExact(shape.size(axis))];
    Arrays.setAll(counting, i -> i);
    long[] sizes = new long[shape.rank()];
    Arrays.fill(sizes, 1);
    sizes[axis] = counting.length;
    Tensor kept = places.backend().reshape(places, shape.with(axis, 1));
    return places.backend().tensor(counting, sizes).equal(kept);
  }
}
