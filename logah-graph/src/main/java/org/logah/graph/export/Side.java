package org.logah.graph.export;

/** A side of a node or of a column. */
enum Side {
  LEFT,
  RIGHT
}
