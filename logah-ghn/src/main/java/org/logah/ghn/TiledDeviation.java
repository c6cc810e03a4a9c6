package org.logah.ghn;

import java.util.Arrays;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** The unbiased standard deviation of a tensor after tiling, found without tiling it. */
final class TiledDeviation {
  private TiledDeviation() {}

  /** A scalar. */
  static Tensor of(Tensor raw, Shape tiled) {
    long elements = tiled.elements();
    Tensor mean = counted(raw, tiled).sum().mul(1.0 / elements);
    Tensor centred = raw.sub(mean);
    return counted(centred.mul(centred), tiled).sum().mul(1.0 / (elements - 1)).sqrt();
  }

  /** Each element times how often it occurs in the tiled tensor. */
  private static Tensor counted(Tensor values, Shape tiled) {
    Tensor counted = values;
    for (int i = 0; i < tiled.rank(); i++) {
      if (tiled.size(i) != values.size(i)) {
        counted = counted.mul(counts(values, i, tiled.size(i)));
      }
    }
    return counted;
  }

  private static Tensor counts(Tensor values, int dimension, long tiled) {
    int size = Math.toIntExact(values.size(dimension));
    long[] counts = new long[size];
    Arrays.setAll(counts, i -> (tiled - i + size - 1) / size);
    long[] broadcasting = new long[values.shape().rank()];
    Arrays.fill(broadcasting, 1);
    broadcasting[dimension] = size;
    return values.backend().tensor(counts, broadcasting).cast(values.dtype());
  }
}
