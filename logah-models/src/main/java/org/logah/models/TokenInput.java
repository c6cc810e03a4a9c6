package org.logah.models;

import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.NetworkInput;

/** What language models take: token indices {@code [batch, tokens]}. */
final class TokenInput {
  private TokenInput() {}

  /** One token of one text. */
  static NetworkInput smallest() {
    return new NetworkInput(DType.I64, Shape.of(1, 1));
  }

  /**
   * The number of tokens of each text.
   *
   * @throws InvalidInputException if the tensor has another form or is longer than the model
   */
  static int length(Tensor tokens, int positions) {
    if (tokens.shape().rank() != 2 || tokens.dtype() != DType.I64) {
      throw new InvalidInputException(
          "a language model takes I64 tokens [batch, tokens], not %s %s"
              .formatted(tokens.dtype(), tokens.shape()));
    }
    if (tokens.size(1) > positions) {
      throw new InvalidInputException(
          "the text has %d tokens, the model only %d positions; shorten it"
              .formatted(tokens.size(1), positions));
    }
    return (int) tokens.size(1);
  }
}
