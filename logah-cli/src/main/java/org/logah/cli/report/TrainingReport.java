package org.logah.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.logah.api.InvalidInputException;

/**
 * What people look at in the folder of a run: {@code curve.png} and {@code report.html}, made from
 * its {@code configuration.json} and {@code metrics.jsonl}.
 */
public final class TrainingReport {
  /** Name of the file with what fixes a run. */
  public static final String CONFIGURATION = "configuration.json";

  /** Name of the file with what a run has noted. */
  public static final String METRICS = "metrics.jsonl";

  private final Path folder;
  private boolean warned;

  /** The report on the run in a folder. */
  public TrainingReport(Path folder) {
    this.folder = folder;
  }

  /** The picture of the course. */
  public Path curve() {
    return folder.resolve("curve.png");
  }

  /** The page. */
  public Path page() {
    return folder.resolve("report.html");
  }

  /**
   * Makes both files anew, each under its name only once it is complete.
   *
   * @throws InvalidInputException if the folder holds no run
   * @throws PlotException if this machine cannot draw; the page is there, without the picture
   */
  public void write() throws IOException {
    JsonNode configuration = configuration();
    RunMetrics metrics = RunMetrics.read(folder.resolve(METRICS));
    String title = new ReportPage(folder, configuration, metrics, Optional.empty()).title();
    Optional<byte[]> png = Optional.empty();
    PlotException failure = null;
    try {
      png = Optional.of(new TrainingCurve(title, metrics).png());
      Drawing.write(curve(), png.get());
    } catch (PlotException e) {
      failure = e;
    }
    String page = new ReportPage(folder, configuration, metrics, png).text();
    Drawing.write(page(), page.getBytes(StandardCharsets.UTF_8));
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * As {@link #write}, but a failure is told only, and only the first: training goes on without.
   *
   * @param err where it is told
   */
  public void writeOrWarn(PrintWriter err) {
    try {
      write();
    } catch (IOException | RuntimeException | LinkageError | InternalError e) {
      if (!warned) {
        err.println("warning: the report is not complete: " + e.getMessage());
        warned = true;
      }
    }
  }

  private JsonNode configuration() throws IOException {
    Path file = folder.resolve(CONFIGURATION);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "%s holds no run: there is no %s in it".formatted(folder, CONFIGURATION));
    }
    try {
      JsonNode read = new JsonMapper().readTree(file.toFile());
      if (read.isObject() && read.path("steps").asLong() > 0) {
        return read;
      }
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "%s: JSON cannot be read: %s".formatted(file, e.getOriginalMessage()), e);
    }
    throw new InvalidInputException(file + " describes no run: it does not say how many steps");
  }
}
