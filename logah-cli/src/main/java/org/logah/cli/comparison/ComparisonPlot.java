package org.logah.cli.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.logah.cli.report.PlotException;
import org.logah.cli.report.Result;
import org.logah.cli.report.ResultPlot;

/** The finished cells of a report as a picture, a panel for each network. */
final class ComparisonPlot {
  private ComparisonPlot() {}

  /**
   * Writes a PNG, unless there is nothing to draw yet.
   *
   * @throws PlotException if this machine cannot draw
   */
  static void write(Path file, Report report) throws IOException {
    List<Result> results = results(report);
    if (results.isEmpty()) {
      return;
    }
    ResultPlot plot =
        ResultPlot.overBudgets(
            "Comparison of initialisations", "steps of fine-tuning", "test " + report.measure());
    (report.higherIsBetter() ? plot : plot.withLogarithmicValues()).write(file, results);
  }

  private static List<Result> results(Report report) {
    List<Result> results = new ArrayList<>();
    for (Report.NetworkTable network : report.networks()) {
      for (Report.Row row : network.rows()) {
        for (Report.TableCell cell : row.cells()) {
          if (cell.mean() != null) {
            double deviation = cell.deviation() == null ? 0 : cell.deviation();
            results.add(
                new Result(network.title(), row.name(), cell.budget(), cell.mean(), deviation));
          }
        }
      }
    }
    return results;
  }
}
