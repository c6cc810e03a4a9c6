package org.logah.models;

import org.logah.api.Tensor;

/**
 * Lookup and cross-entropy with a table whose row i is row i mod n of its n distinct rows, at the
 * cost of n rows. Exact: classes that share a row share their logit, so the sum over all classes is
 * one over distinct rows, each counted as often as it is repeated.
 */
final class RepeatedRows {
  private RepeatedRows() {}

  /**
   * Rows of the whole table.
   *
   * @param rows the distinct ones {@code [n, width]}
   * @param all how many rows the whole table has
   * @param indices of the whole table, of any shape
   */
  static Tensor embedding(Tensor rows, long all, Tensor indices) {
    return rows.embedding(folded(indices, rows.size(0), all));
  }

  /**
   * The mean cross-entropy of a linear classifier without bias.
   *
   * @param states {@code [positions, width]}
   * @param rows the distinct ones of its weight {@code [n, width]}
   * @param classes rows of the whole weight
   * @param targets as many as positions, each below {@code classes}
   * @param labelSmoothing share of each target's probability that goes to all classes alike
   */
  static Tensor crossEntropy(
      Tensor states, Tensor rows, long classes, Tensor targets, double labelSmoothing) {
    Tensor logits = states.linear(rows, null);
    Tensor flat = targets.reshape(targets.shape().elements());
    long distinct = rows.size(0);
    if (distinct >= classes) {
      Tensor crossEntropy = logits.backend().crossEntropy(logits, flat);
      return labelSmoothing == 0
          ? crossEntropy
          : crossEntropy
              .mul(1 - labelSmoothing)
              .sub(logits.logSoftmax(1).mean().mul(labelSmoothing));
    }
    double[] logCounts = new double[Math.toIntExact(distinct)];
    double[] shares = new double[logCounts.length];
    double meanLogCount = 0;
    for (int i = 0; i < logCounts.length; i++) {
      long repetitions = classes / distinct + (i < classes % distinct ? 1 : 0);
      logCounts[i] = Math.log((double) repetitions);
      shares[i] = (double) repetitions / classes;
      meanLogCount += shares[i] * logCounts[i];
    }
    Tensor counts = logits.backend().tensor(logCounts, distinct, 1).cast(logits.dtype());
    Tensor places = folded(flat, distinct, classes);
    Tensor counted = logits.add(counts.reshape(1, distinct));
    Tensor crossEntropy =
        logits.backend().crossEntropy(counted, places).add(counts.embedding(places).mean());
    if (labelSmoothing == 0) {
      return crossEntropy;
    }
    // A distinct row's probability is that of all its repetitions, each of which has an equal part.
    Tensor weights = logits.backend().tensor(shares, distinct, 1).cast(logits.dtype());
    Tensor uniform = counted.logSoftmax(1).matmul(weights).mean().add(-meanLogCount);
    return crossEntropy.mul(1 - labelSmoothing).sub(uniform.mul(labelSmoothing));
  }

  private static Tensor folded(Tensor indices, long rows, long all) {
    if (rows >= all) {
      return indices;
    }
    long[] values = indices.toLongs();
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= all) {
        throw new IndexOutOfBoundsException(
            "token %d is not one of a vocabulary of %d".formatted(values[i], all));
      }
      values[i] %= rows;
    }
    return indices.backend().tensor(values, indices.shape().toArray());
  }
}
