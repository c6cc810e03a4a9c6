package org.logah.ghn;

import java.util.HashMap;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Tensor;

/** Stretches or shrinks the rows of factors by area: row i of n covers (i/n, (i+1)/n) of theirs. */
final class RowResampling {
  private record Sizes(long from, long to) {}

  private final Backend backend;
  private final DType dtype;
  private final Map<Sizes, Tensor> matrices = new HashMap<>();

  RowResampling(Backend backend, DType dtype) {
    this.backend = backend;
    this.dtype = dtype;
  }

  /**
   * A factor with other rows.
   *
   * @param factor {@code [1, groups * from * kernel, rank]}
   * @param groups parts that are resampled each by itself
   * @param kernel rows that stay together
   * @return {@code [1, groups * to * kernel, rank]}
   */
  Tensor apply(Tensor factor, long groups, long from, long to, long kernel) {
    if (from == to) {
      return factor;
    }
    long rank = factor.size(2);
    return matrix(from, to)
        .matmul(factor.reshape(groups, from, kernel * rank))
        .reshape(1, groups * to * kernel, rank);
  }

  private Tensor matrix(long from, long to) {
    return matrices.computeIfAbsent(new Sizes(from, to), this::matrix);
  }

  private Tensor matrix(Sizes sizes) {
    int from = Math.toIntExact(sizes.from());
    int to = Math.toIntExact(sizes.to());
    double[] weights = new double[Math.multiplyExact(from, to)];
    for (int row = 0; row < to; row++) {
      double start = (double) row * from / to;
      double end = (double) (row + 1) * from / to;
      for (int cell = (int) start; cell < Math.min(from, Math.ceil(end)); cell++) {
        double covered = Math.min(end, cell + 1) - Math.max(start, cell);
        weights[row * from + cell] = covered / (end - start);
      }
    }
    return backend.tensor(weights, to, from).cast(dtype);
  }
}
