package org.logah.ghn;

import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/**
 * Sums over the rows of a factor that is repeated to fill its target, each row counted as often as
 * it is repeated, in float64.
 *
 * @param gram FᵀF of the repeated factor F, {@code [rank, rank]}
 * @param sum of the rows of F, {@code [rank]}
 */
record FactorMoments(Tensor gram, Tensor sum) {
  /**
   * The sums of a factor that fills so many blocks.
   *
   * @param factor {@code [1, own blocks * kernel, rank]}
   */
  static FactorMoments ofTiled(Tensor factor, long blocks, long kernel) {
    long rank = factor.size(2);
    long own = factor.size(1) / kernel;
    long distinct = Math.min(own, blocks);
    Tensor rows =
        factor.slice(1, 0, distinct * kernel).reshape(distinct * kernel, rank).cast(DType.F64);
    Tensor counted = rows;
    if (blocks > own) {
      double[] counts = new double[Math.toIntExact(distinct)];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = blocks / own + (i < blocks % own ? 1 : 0);
      }
      Tensor column =
          factor
              .backend()
              .tensor(counts, distinct, 1, 1)
              .expand(Shape.of(distinct, kernel, 1))
              .reshape(distinct * kernel, 1);
      counted = rows.mul(column);
    }
    return new FactorMoments(rows.transpose(0, 1).matmul(counted), counted.sum(false, 0));
  }
}
