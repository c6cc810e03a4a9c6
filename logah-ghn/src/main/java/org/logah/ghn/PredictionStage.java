package org.logah.ghn;

/** What a prediction spends its time on, besides its sink. */
public enum PredictionStage {
  /** The network's forward on shapes alone, its graph, and which decoder call serves whom. */
  TRACING,
  /** Features, distances and Graphormer. */
  ENCODING,
  /** Waiting for what is decoded ahead, and computing what all of it shares. */
  AWAITING,
  /** Factors or raw values of nodes, beside the other stages, on several threads. */
  DECODING,
  /** The scale of a weight, squashing of vectors, positional tables; as {@link #DECODING}. */
  NORMALISING,
  /** Drawing what is not predicted. */
  DRAWING;

  /**
   * Is told how long a stage took; the stages of a prediction come many times, in any order and
   * from several threads.
   */
  @FunctionalInterface
  public interface Listener {
    void spent(PredictionStage stage, long nanoseconds);

    /**
     * Is told of every parameter that is decoded, what that takes.
     *
     * @param operations multiplications and additions of products of matrices, from its node's
     *     state to the weight
     */
    default void decoded(double operations) {}
  }
}
