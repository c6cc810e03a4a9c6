package org.logah.api.contract;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.logah.api.DType;

/** What a run of the suite has tried, and how far results were from the reference. */
final class ContractReport {
  /** The largest error of an operation relative to what was allowed, with both. */
  private record Deviation(double found, double allowed) {
    boolean exceeds(Deviation other) {
      return found * other.allowed > other.found * allowed
          || (found * other.allowed == other.found * allowed && allowed > other.allowed);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3g of %.3g", found, allowed);
    }
  }

  private static final class Tally {
    private int run;
    private int failed;
    private final Map<String, Integer> notRun = new TreeMap<>();
  }

  private final Map<String, Tally> families = new TreeMap<>();
  private final Map<String, Map<DType, Deviation>> errors = new TreeMap<>();

  private Tally of(String family) {
    return families.computeIfAbsent(family, absent -> new Tally());
  }

  void passed(String family) {
    of(family).run++;
  }

  void failed(String family) {
    of(family).run++;
    of(family).failed++;
  }

  void notRun(String family, String reason) {
    of(family).notRun.merge(reason, 1, Integer::sum);
  }

  /** An error of an operation in units in the last place. */
  void measured(String operation, DType dtype, double found, double allowed) {
    errors
        .computeIfAbsent(operation, absent -> new EnumMap<>(DType.class))
        .merge(dtype, new Deviation(found, allowed), (a, b) -> b.exceeds(a) ? b : a);
  }

  /** For example {@code contract of libtorch (cpu): 4266 run, 42 not run}, and details. */
  String describe(String backend) {
    int run = families.values().stream().mapToInt(tally -> tally.run).sum();
    int notRun =
        families.values().stream()
            .flatMap(tally -> tally.notRun.values().stream())
            .mapToInt(count -> count)
            .sum();
    List<String> lines = new ArrayList<>();
    lines.add("contract of %s: %d run, %d not run".formatted(backend, run, notRun));
    families.forEach((family, tally) -> lines.add("  " + describe(backend, family, tally)));
    lines.add("  worst error in ulps, and what is allowed there:");
    errors.forEach((operation, found) -> lines.add("    %s %s".formatted(operation, found)));
    return String.join(System.lineSeparator(), lines);
  }

  private static String describe(String backend, String family, Tally tally) {
    String line = "%s %d run".formatted(family, tally.run);
    if (tally.failed > 0) {
      line += ", of which %d failed".formatted(tally.failed);
    }
    if (tally.notRun.isEmpty()) {
      return line;
    }
    List<String> reasons = new ArrayList<>();
    tally.notRun.forEach(
        (reason, count) -> reasons.add(count + " " + reason.replace(backend + " ", "")));
    return line + "; not run: " + String.join(", ", reasons);
  }
}
