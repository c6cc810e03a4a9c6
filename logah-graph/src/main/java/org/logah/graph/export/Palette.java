package org.logah.graph.export;

import org.logah.graph.Primitive;

/** The fill colour of each primitive, light enough for black text. */
final class Palette {
  private Palette() {}

  static String fill(Primitive primitive) {
    return switch (primitive) {
      case INPUT -> "#d9d9d9";
      case CONV -> "#a6cee3";
      case SEP_CONV -> "#7fc4d6";
      case DIL_CONV -> "#6fb1e8";
      case BIAS -> "#e3eef6";
      case MSA -> "#fdb462";
      case CSE -> "#f4cae4";
      case SUM -> "#ffffff";
      case CONCAT -> "#f2f2c4";
      case GATE -> "#fbb4ae";
      case BN -> "#b2df8a";
      case LN -> "#b8e0b0";
      case RMSNORM -> "#a3d9c0";
      case POS_ENC -> "#cab2d6";
      case ROT_EMB -> "#e5c7ec";
      case MAX_POOL -> "#e6c9a8";
      case AVG_POOL -> "#efdcc3";
      case GLOB_AVG -> "#dcb98a";
    };
  }
}
