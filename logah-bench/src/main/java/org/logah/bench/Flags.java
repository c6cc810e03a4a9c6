package org.logah.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.InvalidInputException;

/** Arguments of the form {@code --name value}. */
final class Flags {
  private Flags() {}

  /**
   * The values by name.
   *
   * @throws InvalidInputException if a name is not among those known, or has no value
   */
  static Map<String, String> parse(List<String> args, String... known) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < args.size(); i += 2) {
      String name = args.get(i);
      if (!List.of(known).contains(name)) {
        throw new InvalidInputException(
            "%s has no place here; known are %s".formatted(name, String.join(", ", known)));
      }
      if (i + 1 == args.size()) {
        throw new InvalidInputException("%s needs a value (see --help)".formatted(name));
      }
      values.put(name, args.get(i + 1));
    }
    return values;
  }
}
