package org.logah.ghn.imports;

import java.util.List;
import java.util.Map;

/** A value of a foreign file in an error message: short, and free of control characters. */
final class Quoted {
  private static final int LONGEST = 80;

  private Quoted() {}

  /** A list or a dict is told by its size, for its text can be far longer than the file. */
  static String text(Object value) {
    if (value instanceof List<?> list) {
      return "a list of %d values".formatted(list.size());
    }
    if (value instanceof Map<?, ?> map) {
      return "a dict of %d values".formatted(map.size());
    }
    String text = String.valueOf(value);
    String start = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return start.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
