package org.logah.cli.comparison;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.logah.api.InvalidInputException;

/**
 * Which jobs are meant: those that have one of the values of every key.
 *
 * @param values by key: network, initialisation, seed or kind
 */
record JobFilter(Map<String, TreeSet<String>> values) {
  private static final List<String> KEYS = List.of("network", "initialisation", "seed", "kind");

  /**
   * From texts such as {@code network=pair}.
   *
   * @throws InvalidInputException if one is of another form, or no job of the plan has the value
   */
  static JobFilter of(List<String> texts, Plan plan) {
    Map<String, TreeSet<String>> values = new LinkedHashMap<>();
    for (String text : texts) {
      String[] parts = text.split("=", 2);
      if (parts.length < 2 || !KEYS.contains(parts[0])) {
        throw new InvalidInputException(
            "--only %s: give KEY=VALUE with a KEY of %s".formatted(text, String.join(", ", KEYS)));
      }
      TreeSet<String> known = new TreeSet<>();
      Jobs.of(plan).forEach(job -> known.add(value(job, parts[0])));
      if (!known.contains(parts[1])) {
        throw new InvalidInputException(
            "--only %s: no job has that; there are %s".formatted(text, String.join(", ", known)));
      }
      values.computeIfAbsent(parts[0], key -> new TreeSet<>()).add(parts[1]);
    }
    return new JobFilter(values);
  }

  private static String value(Job job, String key) {
    return switch (key) {
      case "network" -> job.network().name();
      case "initialisation" -> job.initialisation().name();
      case "seed" -> Long.toString(job.seed());
      default -> job.kind().name().toLowerCase(Locale.ROOT);
    };
  }

  boolean matches(Job job) {
    return values.entrySet().stream()
        .allMatch(entry -> entry.getValue().contains(value(job, entry.getKey())));
  }
}
