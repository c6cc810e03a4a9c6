package org.logah.ghn;

/**
 * What a decoder is asked for.
 *
 * @param kind weight or vector, of a classifier or not
 * @param out rows; of a vector its length
 * @param in columns; 1 for vectors
 * @param kernelHeight 1 except for convolutions and positional tables
 * @param kernelWidth 1 except for convolutions and positional tables
 */
public record DecodeShape(Kind kind, long out, long in, long kernelHeight, long kernelWidth) {
  public enum Kind {
    /** A weight of two dimensions or more. */
    WEIGHT,
    /** A norm's scale and bias, or a bias: two vectors, the scale first. */
    VECTOR,
    /** Weight of the classifier of a vision network, as {@link #WEIGHT}. */
    CLASSIFIER_WEIGHT,
    /** Bias of the classifier of a vision network, as {@link #VECTOR}. */
    CLASSIFIER_BIAS;

    /** Whether what comes out is a pair of vectors. */
    public boolean isVector() {
      return this == VECTOR || this == CLASSIFIER_BIAS;
    }
  }

  /** A scale and a bias of this length. */
  public static DecodeShape vector(Kind kind, long length) {
    return new DecodeShape(kind, length, 1, 1, 1);
  }
}
