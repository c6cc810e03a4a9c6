package org.logah.ghn.imports;

/** Text of a foreign file in an error message: short, and free of control characters. */
final class Quoted {
  private static final int LONGEST = 80;

  private Quoted() {}

  static String text(Object value) {
    String text = String.valueOf(value);
    String start = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return start.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
