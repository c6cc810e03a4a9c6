package org.logah.ghn;

import org.logah.api.Shape;

/** A predicted parameter in the form in which it is known: the rest follows by repetition. */
public sealed interface PredictedTensor permits LowRankTensor, TiledTensor {
  /** The shape of the parameter. */
  Shape shape();

  /** The part that is repeated, multiplied out where it is known by its factors. */
  TiledTensor tiled();
}
