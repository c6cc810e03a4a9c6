package org.logah.ghn;

/** Which decoder turns node states into weights. */
public sealed interface DecoderConfig {
  /**
   * LoGAH's low-rank decoder: W = A Bᵀ.
   *
   * @param rank r, columns of A and B
   * @param maxRows ck, rows that A and B have at most
   * @param vectorDecoder whether one-dimensional parameters have a decoder of their own
   */
  record LowRank(int rank, int maxRows, boolean vectorDecoder) implements DecoderConfig {}

  /** GHN-3's decoder, which emits every element of a weight. */
  record Dense() implements DecoderConfig {}
}
