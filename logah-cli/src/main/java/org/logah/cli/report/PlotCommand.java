package org.logah.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.logah.api.InvalidInputException;
import org.logah.cli.training.RunJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws measured values. */
@Command(
    name = "plot",
    description = "Draws measured values, a panel for each network or the like, as a PNG.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "A line of the file is an object of JSON:",
      "{\"panel\": \"GPT-2\", \"series\": \"LibTorch\", \"x\": 12, \"mean\": 1.5, \"deviation\": 0}",
      "",
      "Example: logah plot times.jsonl --sizes --title Time --x layers --y seconds --out times.png"
    })
public final class PlotCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The values, a line of JSON each.")
  private Path values;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The PNG to write.")
  private Path out;

  @Option(
      names = "--sizes",
      description =
          "Both axes are logarithmic, for what grows with a size; without, x is a budget, and those"
              + " that occur stand side by side.")
  private boolean sizes;

  @Option(names = "--title", defaultValue = "", paramLabel = "TEXT", description = "Title.")
  private String title;

  @Option(
      names = "--x",
      required = true,
      paramLabel = "TEXT",
      description = "What x is, with its unit.")
  private String xLabel;

  @Option(
      names = "--y",
      required = true,
      paramLabel = "TEXT",
      description = "What was measured, with its unit.")
  private String yLabel;

  @Override
  public Integer call() throws IOException {
    List<Result> results = read();
    ResultPlot plot =
        sizes
            ? ResultPlot.overSizes(title, xLabel, yLabel)
            : ResultPlot.overBudgets(title, xLabel, yLabel);
    plot.write(out, results);
    spec.commandLine().getOut().println(out);
    return 0;
  }

  private List<Result> read() throws IOException {
    List<String> lines = Files.readAllLines(values);
    List<Result> results = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        results.add(RunJson.value(RunJson.object(lines.get(i)), Result.class));
      } catch (InvalidInputException e) {
        problems.add("line %d: %s".formatted(i + 1, e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "%s holds lines that are no values; %s; see `logah plot --help`"
              .formatted(values, String.join("; ", problems)));
    }
    return results;
  }
}
