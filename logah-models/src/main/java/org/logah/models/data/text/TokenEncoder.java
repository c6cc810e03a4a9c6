package org.logah.models.data.text;

import java.util.function.IntConsumer;

/** Turns text into tokens. Implementations are safe for several threads. */
public interface TokenEncoder {
  /** How many tokens there are; each is from 0 to one less. */
  int vocabulary();

  /** The token that stands between two texts. */
  int endOfText();

  /**
   * Gives the tokens of a text in order.
   *
   * <p>Long texts are encoded in parts, so the tokens of two texts must be those of both together
   * wherever the first ends with a visible character and the second begins with a space or a line
   * feed.
   */
  void encode(String text, IntConsumer tokens);
}
