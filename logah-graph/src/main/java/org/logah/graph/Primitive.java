package org.logah.graph;

import java.util.Locale;

/**
 * The vocabulary of node types; the ordinal is the row of the hypernetwork's embedding
 * (DeepNets-1M, and LoGAH section 3 for the last three, which only the language variant knows).
 */
public enum Primitive {
  MAX_POOL,
  AVG_POOL,
  SEP_CONV,
  DIL_CONV,
  CONV,
  /** Multi-head self-attention. */
  MSA,
  /** Channel squeeze and excitation. */
  CSE,
  SUM,
  CONCAT,
  INPUT,
  BIAS,
  /** Batch normalisation. */
  BN,
  /** Layer normalisation. */
  LN,
  /** Positional table or embedding. */
  POS_ENC,
  /** Global average pooling. */
  GLOB_AVG,
  RMSNORM,
  /** Half-negation of a rotary embedding. */
  ROT_EMB,
  /** Product of two branches. */
  GATE;

  /** How many of them the vision hypernetworks embed. */
  public static final int VISION_COUNT = 15;

  /** How many of them the language hypernetworks embed. */
  public static final int LANGUAGE_COUNT = 18;

  /** The name in the literature, for example {@code pos_enc}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
