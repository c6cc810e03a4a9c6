package org.logah.models;

import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.logah.api.Backend;
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
    Backend backend = states.backend();
    Tensor flat = targets.reshape(targets.shape().elements());
    if (rows.size(0) >= classes) {
      Tensor crossEntropy = backend.linearCrossEntropy(states, rows, null, flat);
      return labelSmoothing == 0
          ? crossEntropy
          : smoothed(crossEntropy, states.linear(rows, null).logSoftmax(1).mean(), labelSmoothing);
    }
    Repetitions repetitions = new Repetitions(rows.size(0), classes);
    Tensor counts = repetitions.logCounts(states);
    Tensor places = folded(flat, rows.size(0), classes);
    Tensor crossEntropy =
        backend
            .linearCrossEntropy(states, rows, counts, places)
            .add(counts.reshape(-1, 1).embedding(places).mean());
    if (labelSmoothing == 0) {
      return crossEntropy;
    }
    // A distinct row's probability is that of all its repetitions, each of which has an equal part.
    Tensor logarithms = states.linear(rows, counts).logSoftmax(1);
    Tensor uniform =
        logarithms
            .matmul(repetitions.shares(states).reshape(-1, 1))
            .mean()
            .add(-repetitions.meanLogCount());
    return smoothed(crossEntropy, uniform, labelSmoothing);
  }

  private static Tensor smoothed(Tensor crossEntropy, Tensor uniform, double labelSmoothing) {
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

  /** How often each of the distinct rows is repeated to give all classes. */
  private record Repetitions(long distinct, long classes) {
    private DoubleStream counts() {
      return LongStream.range(0, distinct)
          .mapToDouble(i -> classes / distinct + (i < classes % distinct ? 1 : 0));
    }

    /** The logarithms of the counts {@code [distinct]}, where and as the states are. */
    Tensor logCounts(Tensor states) {
      return tensor(counts().map(Math::log), states);
    }

    /** The share of all classes that each row stands for {@code [distinct]}. */
    Tensor shares(Tensor states) {
      return tensor(counts().map(count -> count / classes), states);
    }

    double meanLogCount() {
      return counts().map(count -> count / classes * Math.log(count)).sum();
    }

    private Tensor tensor(DoubleStream values, Tensor states) {
      return states.backend().tensor(values.toArray(), distinct).cast(states.dtype());
    }
  }
}
