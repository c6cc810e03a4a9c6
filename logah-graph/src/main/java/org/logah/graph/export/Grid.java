package org.logah.graph.export;

import org.logah.graph.ComputationGraph;

/**
 * Where nodes stand, in pixels: vertically from the first row, horizontally within their column.
 */
final class Grid {
  static final int BOX_WIDTH = 200;
  static final int BOX_HEIGHT = 36;

  /** Distance between the tops of two levels. */
  static final int ROW = 64;

  /** Distance between the left sides of two nodes on a level. */
  private static final int SLOT = BOX_WIDTH + 16;

  private final Layering layering;
  private final Folding folding;
  private final int[] slots;
  private int rows;

  Grid(ComputationGraph graph) {
    layering = new Layering(graph);
    int widest = 0;
    for (int level = 0; level < layering.levels(); level++) {
      widest = Math.max(widest, layering.width(level));
    }
    folding = new Folding(graph, layering, (widest + 0.4) * SLOT / ROW);
    slots = new int[folding.columns()];
    for (int level = 0; level < layering.levels(); level++) {
      int column = folding.column(level);
      slots[column] = Math.max(slots[column], layering.width(level));
      rows = Math.max(rows, folding.row(level) + 1);
    }
  }

  int columns() {
    return slots.length;
  }

  int columnWidth(int column) {
    return slots[column] * SLOT - (SLOT - BOX_WIDTH);
  }

  int height() {
    return rows * ROW - (ROW - BOX_HEIGHT);
  }

  int level(int node) {
    return layering.level(node);
  }

  int position(int node) {
    return layering.position(node);
  }

  int column(int node) {
    return folding.column(layering.level(node));
  }

  int top(int node) {
    return folding.row(layering.level(node)) * ROW;
  }

  /** Left side of a node, from the left side of its column. */
  int indent(int node) {
    int free = slots[column(node)] - layering.width(layering.level(node));
    return free * SLOT / 2 + layering.position(node) * SLOT;
  }

  /** Whether no other node stands between a node and a side of its column. */
  boolean isOutermost(int node, Side side) {
    return side == Side.LEFT ? layering.isLeftmost(node) : layering.isRightmost(node);
  }
}
