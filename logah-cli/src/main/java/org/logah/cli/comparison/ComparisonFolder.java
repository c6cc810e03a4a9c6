package org.logah.cli.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.AtomicFile;
import org.logah.cli.training.RunJson;

/**
 * The folder of a comparison.
 *
 * <pre>
 * plan.json     the plan, with all that was given on the command line
 * cells.jsonl   a line of JSON for every finished cell
 * report.md     tables of what is done
 * report.json   the same, with the result of every seed
 * plot.png      the same as a picture, after the last job or with --report
 * jobs          a folder for each job: metrics.jsonl, and a checkpoint while it is not finished
 * tokens        texts as tokens
 * </pre>
 */
record ComparisonFolder(Path path) {
  private static final String PLAN = "plan.json";

  /**
   * A new folder, or that of a comparison.
   *
   * @throws InvalidInputException if it holds something else
   */
  static ComparisonFolder open(Path path) throws IOException {
    if (Files.exists(path) && !Files.exists(path.resolve(PLAN))) {
      if (!Files.isDirectory(path)) {
        throw new InvalidInputException(path + " is a file; --out takes a folder");
      }
      try (Stream<Path> entries = Files.list(path)) {
        if (entries.findAny().isPresent()) {
          throw new InvalidInputException(
              "%s holds no comparison, and is not empty; give another folder".formatted(path));
        }
      }
    }
    return new ComparisonFolder(path);
  }

  /** The plan that was last followed here. */
  Path plan() {
    return path.resolve(PLAN);
  }

  Path tokens() {
    return path.resolve("tokens");
  }

  Cells cells() throws IOException {
    return Cells.open(path.resolve("cells.jsonl"));
  }

  /** Keeps the plan that is followed. */
  void write(Plan plan) throws IOException {
    Files.createDirectories(path);
    AtomicFile.write(plan(), RunJson.pretty(plan) + "\n");
  }

  Path plot() {
    return path.resolve("plot.png");
  }

  Path markdown() {
    return path.resolve("report.md");
  }

  /** Writes a report in both forms. */
  synchronized void write(Report report) throws IOException {
    AtomicFile.write(markdown(), MarkdownReport.of(report));
    AtomicFile.write(path.resolve("report.json"), RunJson.pretty(report) + "\n");
  }
}
