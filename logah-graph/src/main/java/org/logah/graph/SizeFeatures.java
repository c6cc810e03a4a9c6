package org.logah.graph;

/** How the sizes of a node become features. */
public enum SizeFeatures {
  /** A row of a table for each size, as published: sizes have nothing in common. */
  TABLE,
  /** Sines and cosines of the logarithm of each size: near sizes have near features. */
  FOURIER,
  /** The sum of both. */
  BOTH;

  boolean usesTable() {
    return this != FOURIER;
  }

  boolean usesFourier() {
    return this != TABLE;
  }
}
