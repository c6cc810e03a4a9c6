package org.logah.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Results as Markdown: LibTorch against ND4J, and what needs no backend. */
final class ResultTable {
  private static final String LIBTORCH = "libtorch";
  private static final String ND4J = "nd4j";
  private static final String NOTHING = "–";

  private record Row(String benchmark, Map<String, String> parameters) {
    static Row of(Result result) {
      return new Row(result.benchmark(), result.parameters());
    }

    String start() {
      String name = benchmark.replace("Benchmark.", ".");
      String text =
          parameters.entrySet().stream()
              .map(parameter -> parameter.getKey() + " " + parameter.getValue())
              .collect(Collectors.joining(", "));
      return "| %s | %s ".formatted(name, text);
    }
  }

  private final List<Result> results;
  private final Optional<Result> peak;

  ResultTable(List<Result> results) {
    this.results = List.copyOf(results);
    peak =
        results.stream()
            .filter(result -> result.benchmark().equals("MatmulBenchmark.multiply"))
            .filter(result -> MatmulBenchmark.isSquare(result.parameters()))
            .max(Comparator.comparingDouble(ResultTable::rate));
  }

  private static double rate(Result result) {
    return result.work().orElseThrow().rate(result.seconds());
  }

  /** The table, its lines ended. */
  String markdown() {
    Map<Row, Map<String, Result>> measured = new LinkedHashMap<>();
    StringBuilder alone = new StringBuilder();
    for (Result result : results) {
      if (result.backend().isPresent()) {
        measured
            .computeIfAbsent(Row.of(result), row -> new LinkedHashMap<>())
            .put(result.backend().get(), result);
      } else {
        alone.append("%s| %s |%n".formatted(Row.of(result).start(), time(result)));
      }
    }
    StringBuilder text = new StringBuilder();
    if (!measured.isEmpty()) {
      text.append("| benchmark | parameters | LibTorch | ND4J | ND4J / LibTorch ")
          .append("| rate of LibTorch | rate of ND4J |\n|---|---|---|---|---|---|---|\n");
      measured.forEach((row, byBackend) -> text.append(line(row, byBackend)));
      peak.ifPresent(best -> text.append(peakLine(best)));
    }
    if (alone.length() > 0) {
      text.append(text.length() > 0 ? "\n" : "")
          .append(
              "| on LibTorch alone, or without a backend | parameters | time |\n|---|---|---|\n")
          .append(alone);
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private String line(Row row, Map<String, Result> byBackend) {
    Result libtorch = byBackend.get(LIBTORCH);
    Result nd4j = byBackend.get(ND4J);
    String ratio =
        libtorch == null || nd4j == null
            ? NOTHING
            : threeDigits(nd4j.seconds() / libtorch.seconds());
    return "%s| %s | %s | %s | %s | %s |\n"
        .formatted(
            row.start(), time(libtorch), time(nd4j), ratio, rateCell(libtorch), rateCell(nd4j));
  }

  private static String peakLine(Result best) {
    return "\nShares are of the fastest square product measured: %s GFLOP/s, %s, by %s.\n"
        .formatted(
            threeDigits(rate(best)), best.parameters().get("shape"), best.backend().orElse(""));
  }

  private static String time(Result result) {
    if (result == null) {
      return NOTHING;
    }
    double seconds = result.seconds();
    String time;
    if (seconds < 1e-3) {
      time = threeDigits(seconds * 1e6) + " µs";
    } else if (seconds < 1) {
      time = threeDigits(seconds * 1e3) + " ms";
    } else {
      time = threeDigits(seconds) + " s";
    }
    return Double.isNaN(result.error())
        ? time
        : "%s ± %.0f %%".formatted(time, 100 * result.error() / seconds);
  }

  private String rateCell(Result result) {
    if (result == null || result.work().isEmpty()) {
      return NOTHING;
    }
    Work work = result.work().get();
    double rate = work.rate(result.seconds());
    String text = threeDigits(rate) + " " + work.unit().rate();
    return work.unit() == Work.Unit.OPERATIONS && peak.isPresent()
        ? "%s (%.0f %%)".formatted(text, 100 * rate / rate(peak.get()))
        : text;
  }

  private static String threeDigits(double value) {
    int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
