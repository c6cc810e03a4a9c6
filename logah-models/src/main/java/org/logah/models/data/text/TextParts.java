package org.logah.models.data.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.logah.api.safetensors.CorruptFileException;

/** Reads a file of text in UTF-8 part by part, cut where no token of a sane encoder can lie. */
final class TextParts {
  private static final int PART = 1 << 18;

  private TextParts() {}

  /**
   * Gives the parts of a file in order; together they are its text, line ends included.
   *
   * @throws CorruptFileException if the file is not UTF-8
   */
  static void read(Path file, Consumer<String> parts) throws IOException {
    StringBuilder rest = new StringBuilder();
    char[] buffer = new char[PART];
    long characters = 0;
    try (Reader reader =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        characters += read;
        rest.append(buffer, 0, read);
        int cut = lastCut(rest, rest.length() - read);
        if (cut > 0) {
          parts.accept(rest.substring(0, cut));
          rest.delete(0, cut);
        }
      }
    } catch (CharacterCodingException e) {
      throw new CorruptFileException(
          "%s is corrupt: it is not UTF-8 some way after character %d; convert it first"
              .formatted(file, characters),
          e);
    }
    if (rest.length() > 0) {
      parts.accept(rest.toString());
    }
  }

  /** The last place, from the given one on, between something visible and a blank; or 0. */
  private static int lastCut(CharSequence text, int from) {
    for (int at = text.length() - 1; at >= Math.max(1, from); at--) {
      char after = text.charAt(at);
      if ((after == ' ' || after == '\n') && isVisible(text.charAt(at - 1))) {
        return at;
      }
    }
    return 0;
  }

  private static boolean isVisible(char c) {
    return !Character.isWhitespace(c) && !Character.isSpaceChar(c) && !Character.isISOControl(c);
  }
}
