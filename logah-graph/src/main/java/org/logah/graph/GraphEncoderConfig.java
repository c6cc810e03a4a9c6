package org.logah.graph;

/**
 * What fixes a graph encoder but the values of its parameters.
 *
 * @param primitives how many primitives are embedded, {@link Primitive#VISION_COUNT} or {@link
 *     Primitive#LANGUAGE_COUNT}
 * @param hidden width of a node state, a multiple of 4 and of {@code heads}
 * @param layers Graphormer layers
 * @param heads attention heads
 * @param finalNorm whether a layer normalisation follows the last layer
 * @param shapes the sizes that the shape embedding has rows for
 * @param sizes how sizes become features
 */
public record GraphEncoderConfig(
    int primitives,
    int hidden,
    int layers,
    int heads,
    boolean finalNorm,
    ShapeTable shapes,
    SizeFeatures sizes) {
  /** With the tables of sizes that are published. */
  public GraphEncoderConfig(
      int primitives, int hidden, int layers, int heads, boolean finalNorm, ShapeTable shapes) {
    this(primitives, hidden, layers, heads, finalNorm, shapes, SizeFeatures.TABLE);
  }
}
