package org.logah.cli.report;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of networks for people, from the way in which configurations describe themselves. */
public final class NetworkLabel {
  private NetworkLabel() {}

  /**
   * For example {@code 4 layers, width 96, 3 heads, patch 8}; a patch is as many pixels wide. What
   * is no such description stays as it is.
   */
  public static String of(String network) {
    OptionalInt layers = field(network, "layers");
    OptionalInt width = field(network, "hidden");
    width = width.isPresent() ? width : field(network, "width");
    OptionalInt heads = field(network, "heads");
    OptionalInt patch = field(network, "patchSize");
    if (layers.isEmpty() || width.isEmpty()) {
      return network;
    }
    return layers.getAsInt()
        + " layers, width "
        + width.getAsInt()
        + (heads.isPresent() ? ", %d heads".formatted(heads.getAsInt()) : "")
        + (patch.isPresent() ? ", patch %d".formatted(patch.getAsInt()) : "");
  }

  /** What is new about a held-out network, in a few words. */
  public static String novelty(String name) {
    return switch (name) {
      case "PAIR" -> "new pair";
      case "WIDTH" -> "width between known ones";
      case "DEEPER" -> "deeper";
      case "WIDER" -> "wider";
      case "DEEPER_AND_WIDER" -> "deeper and wider";
      default -> name.toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  /** A whole number in a description such as {@code Config[layers=4, hidden=96]}. */
  static OptionalInt field(String network, String name) {
    Matcher matcher = Pattern.compile("[\\[ ]" + name + "=(\\d{1,9})[,\\]]").matcher(network);
    return matcher.find()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
