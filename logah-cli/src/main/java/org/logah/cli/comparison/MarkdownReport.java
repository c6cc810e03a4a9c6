package org.logah.cli.comparison;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A report as Markdown. */
final class MarkdownReport {
  private static final String NOT_RUN = "not run";
  private static final String DIVERGED = "diverged";

  private final Report report;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(Report report) {
    this.report = report;
  }

  static String of(Report report) {
    return new MarkdownReport(report).write();
  }

  private String write() {
    text.append("# Comparison of initialisations\n\n");
    text.append(
        "Test %s after so many steps: mean ± standard deviation; number of seeds: %d, or as noted.\n"
            .formatted(report.measure(), report.plannedSeeds()));
    report.networks().forEach(this::table);
    Set<String> named = new HashSet<>();
    report.networks().stream().filter(table -> named.add(table.name())).forEach(this::rates);
    controls();
    return text.toString();
  }

  private void row(List<String> values) {
    text.append("| %s |\n".formatted(String.join(" | ", values)));
  }

  private void table(Report.NetworkTable table) {
    text.append("\n## %s\n\n".formatted(table.title()));
    text.append(
        String.format(Locale.ROOT, "`%s`, %,d parameters\n\n", table.model(), table.parameters()));
    row(
        List.of(
            "initialisation",
            "learning rate",
            table.budgets().stream().map(String::valueOf).collect(Collectors.joining(" | "))));
    text.append("|---|---|%s\n".formatted("---|".repeat(table.budgets().size())));
    for (Report.Row each : table.rows()) {
      row(
          List.of(
              each.name(),
              each.learningRate() == null ? "not chosen" : rate(each.learningRate()),
              each.cells().stream().map(this::cell).collect(Collectors.joining(" | "))));
    }
  }

  private String cell(Report.TableCell cell) {
    if (cell.results().isEmpty()) {
      return NOT_RUN;
    }
    String mean = cell.mean() == null ? DIVERGED : number(cell.mean());
    String spread = cell.deviation() == null ? "" : " ± " + number(cell.deviation());
    int done = cell.results().size();
    return mean
        + spread
        + (done < report.plannedSeeds()
            ? " (%d of %d seeds)".formatted(done, report.plannedSeeds())
            : "");
  }

  private void rates(Report.NetworkTable table) {
    text.append("\n## Learning rates for %s\n\n".formatted(table.name()));
    text.append("Validation %s of one seed; the best is taken.\n\n".formatted(report.measure()));
    row(List.of("initialisation", "rate: result"));
    text.append("|---|---|\n");
    for (Report.Row each : table.rows()) {
      row(
          List.of(
              each.name(),
              each.trials().isEmpty()
                  ? NOT_RUN
                  : each.trials().stream()
                      .map(
                          trial ->
                              rate(trial.learningRate())
                                  + ": "
                                  + (trial.result() == null ? DIVERGED : number(trial.result())))
                      .collect(Collectors.joining(", "))));
    }
  }

  private void controls() {
    if (report.controls().isEmpty()) {
      return;
    }
    text.append("\n## Controls\n\n");
    text.append("Trained for as long as the hypernetwork was.\n\n");
    row(List.of("network", "initialisation", "seed", "steps", "learning rate", "result"));
    text.append("|---|---|---|---|---|---|\n");
    for (Report.ControlResult control : report.controls()) {
      String diverged = control.finished() ? DIVERGED : NOT_RUN;
      row(
          List.of(
              control.title(),
              control.initialisation(),
              Long.toString(control.seed()),
              Long.toString(control.steps()),
              control.learningRate() == null ? "not chosen" : rate(control.learningRate()),
              control.result() == null ? diverged : number(control.result())));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String rate(double value) {
    return String.format(Locale.ROOT, "%.1e", value);
  }
}
