package org.logah.api.nn;

/** What a parameter does in its network; the hypernetwork treats roles differently. */
public enum ParameterRole {
  /** Weight of a linear map or a convolution. */
  WEIGHT,
  /** Additive bias of a linear map or a convolution. */
  BIAS,
  /** Scale of a normalisation layer. */
  NORM_SCALE,
  /** Bias of a normalisation layer. */
  NORM_BIAS,
  /** Table of embeddings looked up by index. */
  EMBEDDING,
  /** Positional table added to the tokens of an image, {@code [1, 1 + side * side, width]}. */
  POSITION,
  /** Learned token put before those of an image, {@code [1, 1, width]}; never predicted. */
  CLASS_TOKEN,
  /** Learned factor of a residual branch, as in ConvNeXt; never predicted. */
  LAYER_SCALE
}
