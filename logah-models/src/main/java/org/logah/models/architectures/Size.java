package org.logah.models.architectures;

/** The size of a transformer: blocks, width of a token and attention heads. */
record Size(int layers, int width, int heads) {
  /** Whether both are equally deep and wide. */
  boolean isPairOf(Size other) {
    return layers == other.layers && width == other.width;
  }
}
