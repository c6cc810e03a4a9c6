package org.logah.api.safetensors;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** JSON as strangers may have written it: UTF-8 only, bounded in depth and in every length. */
final class StrictJson {
  /** Longest JSON text that is read or written. */
  static final int MAX_BYTES = 100_000_000;

  private static final int MAX_DEPTH = 16;
  private static final int MAX_DIGITS = 40;
  private static final int QUOTED_CHARACTERS = 200;

  // Names are not interned, because a hostile header holds millions.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_DIGITS)
                  .maxStringLength(MAX_BYTES)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private StrictJson() {}

  /** What is done with the tokens of a text. */
  interface Reading {
    void read(JsonParser json) throws IOException;
  }

  /**
   * Reads the first {@code length} bytes.
   *
   * @param part what the text is in the file, for messages
   * @throws CorruptFileException if they are not JSON
   */
  static void read(Path file, String part, byte[] bytes, int length, Reading reading)
      throws IOException {
    // A parser given bytes would guess the encoding; a decoder of our own reports malformed UTF-8.
    InputStreamReader characters =
        new InputStreamReader(
            new ByteArrayInputStream(bytes, 0, length), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser json = FACTORY.createParser(characters)) {
      reading.read(json);
    } catch (CharacterCodingException e) {
      throw new CorruptFileException(file, part + " is not UTF-8");
    } catch (JsonProcessingException e) {
      long place = e.getLocation() == null ? -1 : e.getLocation().getCharOffset();
      throw new CorruptFileException(
          file,
          "%s is not valid JSON near character %d: %s"
              .formatted(part, place, e.getOriginalMessage()));
    }
  }

  static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out, JsonEncoding.UTF8);
  }

  /** Whether UTF-8 can hold the text, which half of a surrogate pair it cannot. */
  static boolean isEncodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** The text in quotes, shortened where it is very long, for messages. */
  static String quoted(String text) {
    return text.length() <= QUOTED_CHARACTERS
        ? '"' + text + '"'
        : '"' + text.substring(0, QUOTED_CHARACTERS) + "...\"";
  }
}
