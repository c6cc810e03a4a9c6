package org.logah.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes, written as {@code 200MB} or {@code 1GiB}. */
record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([KMGT]?i?B)?");
  private static final Map<String, Long> UNITS =
      Map.of(
          "B", 1L,
          "KB", 1000L,
          "MB", 1000_000L,
          "GB", 1000_000_000L,
          "TB", 1000_000_000_000L,
          "KiB", 1L << 10,
          "MiB", 1L << 20,
          "GiB", 1L << 30,
          "TiB", 1L << 40);

  /** For people: {@code 3.35 GB}. */
  static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    if (bytes < 1000_000) {
      return String.format(Locale.ROOT, "%.1f KB", bytes / 1e3);
    }
    return bytes < 1000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  /** Reads what users write. */
  static final class Converter implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String text) {
      Matcher form = FORM.matcher(text);
      Long unit = form.matches() ? UNITS.get(form.group(2) == null ? "B" : form.group(2)) : null;
      if (unit == null) {
        throw new TypeConversionException(
            "'%s' is no number of bytes such as 5GB, 200MB or 1GiB".formatted(text));
      }
      try {
        return new ByteSize(Math.multiplyExact(Long.parseLong(form.group(1)), unit));
      } catch (ArithmeticException e) {
        throw new TypeConversionException("'%s' is more than a file can have".formatted(text));
      }
    }
  }
}
