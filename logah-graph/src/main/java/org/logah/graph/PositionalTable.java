package org.logah.graph;

import org.logah.api.Shape;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;

/**
 * What a table of the positions of an image {@code [1, tokens, width]} is to a hypernetwork: a
 * kernel {@code [1, width, side, side]}, whose side is that of the square of tokens.
 */
public final class PositionalTable {
  private PositionalTable() {}

  /** Whether a parameter is such a table, of more than one token and one feature. */
  public static boolean isOne(ParameterSpec spec) {
    Shape shape = spec.shape();
    return spec.role() == ParameterRole.POSITION
        && shape.rank() == 3
        && shape.size(0) == 1
        && shape.size(1) > 1
        && shape.size(2) > 1;
  }

  /** Side of the square of tokens of a table; what is over is the class token's. */
  public static long side(ParameterSpec table) {
    return (long) Math.floor(Math.sqrt((double) table.shape().size(1)));
  }
}
