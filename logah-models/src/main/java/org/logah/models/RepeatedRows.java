package org.logah.models;

import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * A table whose row i is row i mod n of its n distinct rows, looked up and used as a classifier at
 * the cost of n rows. Exact: classes that share a row share their logit, so the sum over all
 * classes is one over distinct rows, each counted as often as it is repeated.
 *
 * @param rows the distinct rows {@code [n, width]}, or those of the table's factor {@code [n,
 *     rank]}
 * @param columns the other factor {@code [width, rank]}, if it is known by its factors
 * @param all how many rows the whole table has
 */
record RepeatedRows(Tensor rows, Optional<Tensor> columns, long all) {

  /** A table as these parameters know it. */
  static RepeatedRows of(Parameters values, ParameterSpec table) {
    long all = table.shape().size(0);
    return values
        .factors(table.name())
        .map(factors -> new RepeatedRows(factors.a(), Optional.of(factors.b()), all))
        .orElseGet(
            () -> new RepeatedRows(values.distinctRows(table.name()), Optional.empty(), all));
  }

  /**
   * Rows of the whole table.
   *
   * @param indices of the whole table, of any shape
   */
  Tensor embedding(Tensor indices) {
    Tensor found = rows.embedding(folded(indices));
    return columns.map(factor -> found.linear(factor, null)).orElse(found);
  }

  /**
   * The mean cross-entropy of a linear classifier whose weight it is, without bias.
   *
   * @param states {@code [positions, width]}
   * @param targets as many as positions, each a row of the whole table
   * @param labelSmoothing share of each target's probability that goes to all classes alike
   */
  Tensor crossEntropy(Tensor states, Tensor targets, double labelSmoothing) {
    Tensor inner = columns.map(states::matmul).orElse(states);
    Tensor flat = targets.reshape(targets.shape().elements());
    return rows.size(0) >= all
        ? ofDistinct(inner, flat, labelSmoothing)
        : ofRepeated(inner, flat, labelSmoothing);
  }

  private Tensor ofDistinct(Tensor states, Tensor targets, double labelSmoothing) {
    Tensor crossEntropy = states.backend().linearCrossEntropy(states, rows, null, targets);
    return labelSmoothing == 0
        ? crossEntropy
        : smoothed(crossEntropy, states.linear(rows, null).logSoftmax(1).mean(), labelSmoothing);
  }

  private Tensor ofRepeated(Tensor states, Tensor targets, double labelSmoothing) {
    Repetitions repetitions = new Repetitions(rows.size(0), all);
    Tensor counts = repetitions.logCounts(states);
    Tensor places = folded(targets);
    Tensor crossEntropy =
        states
            .backend()
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

  private Tensor folded(Tensor indices) {
    long distinct = rows.size(0);
    if (distinct >= all) {
      return indices;
    }
    long[] values = indices.toLongs();
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= all) {
        throw new IndexOutOfBoundsException(
            "token %d is not one of a vocabulary of %d".formatted(values[i], all));
      }
      values[i] %= distinct;
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
