package org.logah.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constants as users write them. */
final class Words {
  private Words() {}

  /** For example {@code traced}. */
  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** For example {@code published, traced}. */
  static String list(Enum<?>... constants) {
    return Arrays.stream(constants).map(Words::lower).collect(Collectors.joining(", "));
  }
}
