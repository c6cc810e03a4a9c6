package org.logah.models.architectures;

import org.logah.models.ModelConfig;

/**
 * A network to test on, whose pair of depth and width training never sees.
 *
 * @param novelty what is new about it
 * @param config the network
 */
public record HeldOutArchitecture(Novelty novelty, ModelConfig config) {
  /** How a held-out network differs from all that training sees. */
  public enum Novelty {
    /** Depth and width are known, but not together. */
    PAIR,
    /** The width lies between known ones. */
    WIDTH,
    /** It has more layers than any. */
    DEEPER,
    /** It is wider than any. */
    WIDER,
    /** It has more layers than any and is wider than any. */
    DEEPER_AND_WIDER
  }
}
