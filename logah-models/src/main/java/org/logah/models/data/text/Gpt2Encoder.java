package org.logah.models.data.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.util.function.IntConsumer;

/**
 * The byte pair encoding of GPT-2, 50,257 tokens (Radford and others, "Language models are
 * unsupervised multitask learners", 2019). Names of special tokens in a text are plain text.
 */
public final class Gpt2Encoder implements TokenEncoder {
  private static final int END_OF_TEXT = 50256;

  private final Encoding encoding =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);

  @Override
  public int vocabulary() {
    return END_OF_TEXT + 1;
  }

  @Override
  public int endOfText() {
    return END_OF_TEXT;
  }

  @Override
  public void encode(String text, IntConsumer tokens) {
    IntArrayList encoded = encoding.encodeOrdinary(text);
    for (int i = 0; i < encoded.size(); i++) {
      tokens.accept(encoded.get(i));
    }
  }
}
