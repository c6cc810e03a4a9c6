package org.logah.graph;

import org.logah.api.nn.Embedding;
import org.logah.api.nn.InitialDistribution;

/** Embedding tables as the hypernetwork initialises them. */
final class Tables {
  private static final double CUT = 2;

  private Tables() {}

  /** A table {@code name.weight} drawn from a normal distribution of deviation width^-1/2. */
  static Embedding embedding(String name, long rows, long width) {
    return Embedding.of(
        name,
        rows,
        width,
        new InitialDistribution.TruncatedNormal(1 / Math.sqrt((double) width), CUT));
  }
}
