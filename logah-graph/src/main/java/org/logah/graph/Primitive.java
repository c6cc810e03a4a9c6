package org.logah.graph;

import java.util.Locale;

/**
 * The vocabulary of node types; each has a row in the hypernetwork's embedding (DeepNets-1M, and
 * LoGAH section 3 for the last three, which only the language variant knows).
 */
public enum Primitive {
  MAX_POOL(0),
  AVG_POOL(1),
  SEP_CONV(2),
  DIL_CONV(3),
  CONV(4),
  /** Multi-head self-attention. */
  MSA(5),
  /** Channel squeeze and excitation. */
  CSE(6),
  SUM(7),
  CONCAT(8),
  INPUT(9),
  BIAS(10),
  /** Batch normalisation. */
  BN(11),
  /** Layer normalisation. */
  LN(12),
  /** Positional table or embedding. */
  POS_ENC(13),
  /** Global average pooling. */
  GLOB_AVG(14),
  RMSNORM(15),
  /** Half-negation of a rotary embedding. */
  ROT_EMB(16),
  /** Product of two branches. */
  GATE(17);

  /** How many of them the vision hypernetworks embed. */
  public static final int VISION_COUNT = 15;

  /** How many of them the language hypernetworks embed. */
  public static final int LANGUAGE_COUNT = 18;

  private final int row;

  Primitive(int row) {
    this.row = row;
  }

  /** Its row in the hypernetwork's embedding. */
  public int row() {
    return row;
  }

  /** The name in the literature, for example {@code pos_enc}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
