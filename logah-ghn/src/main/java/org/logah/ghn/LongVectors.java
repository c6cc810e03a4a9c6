package org.logah.ghn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.logah.api.Tensor;

/**
 * Vectors A b whose A takes several perceptron rows H. Where no row of A begins in one of them and
 * ends in the next, those that begin at the same place of each are H Lᵀ + c with the same r outputs
 * (L, c) of the expansion, and their part of A b is H (Lᵀ b) + c·b: the expansion is multiplied by
 * b, once, and not by all of H.
 */
final class LongVectors {
  private final long rank;
  private final long maxRows;

  LongVectors(long rank, long maxRows) {
    this.rank = rank;
    this.maxRows = maxRows;
  }

  /** Whether A has so many rows that it pays. */
  boolean fit(long rows) {
    return maxRows % rank == 0 && rows * rank > maxRows;
  }

  /** Multiplications and additions for one vector of this many perceptron rows. */
  double operations(long perceptronRows) {
    return 2.0 * maxRows * (rank + perceptronRows + 1);
  }

  /**
   * A b for several states.
   *
   * @param states rows of the states
   * @param lengths how many rows of A each has
   * @param b {@code [states, rank]}
   * @param weight of the whole expansion {@code [maxRows, rank]}
   * @param bias of the whole expansion {@code [maxRows]}
   * @return for each {@code [1, length, 1]}
   */
  List<Tensor> multiply(
      PerceptronRows rows,
      List<Long> states,
      List<Long> lengths,
      Tensor b,
      Tensor weight,
      Tensor bias) {
    long blocks = maxRows / rank;
    Tensor folded = b.matmul(weight.reshape(blocks, rank, rank));
    Tensor constant = b.matmul(bias.reshape(blocks, rank).transpose(0, 1));
    List<Tensor> products = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      long length = lengths.get(i);
      long first = rows.index(true, states.get(i), 0);
      long lines = (length + blocks - 1) / blocks;
      Tensor own = folded.slice(1, i, i + 1L).reshape(blocks, rank);
      products.add(
          rows.select(LongStream.range(first, first + lines).toArray())
              .linear(own, constant.slice(0, i, i + 1L).reshape(blocks))
              .reshape(1, lines * blocks, 1)
              .slice(1, 0, length));
    }
    return products;
  }
}
