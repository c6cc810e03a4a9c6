package org.logah.cli.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.AtomicFile;
import org.logah.cli.report.TrainingReport;

/**
 * The folder of a run of meta-training.
 *
 * <pre>
 * configuration.json       what fixes the run
 * training.safetensors     the state of the last checkpoint, from which the run goes on
 * hypernetwork.safetensors the hypernetwork of that moment, for `predict --ghn`
 * metrics.jsonl            one line of JSON for some steps and for every validation
 * curve.png, report.html   the same for people, made anew at every checkpoint
 * tokens                   texts as tokens
 * </pre>
 */
record RunFolder(Path path) {
  private static final String CONFIGURATION = TrainingReport.CONFIGURATION;
  private static final String TOKENS = "tokens";

  /**
   * A folder for a new run.
   *
   * @throws InvalidInputException if there is something in it
   */
  static RunFolder create(Path path, TrainingConfiguration configuration) throws IOException {
    RunFolder folder = new RunFolder(path);
    if (Files.exists(path.resolve(CONFIGURATION))) {
      throw new InvalidInputException(
          "%s holds a run; go on with it by --resume %s, or give another folder"
              .formatted(path, path));
    }
    if (Files.exists(path)) {
      try (Stream<Path> entries = Files.list(path)) {
        if (entries.anyMatch(entry -> !entry.endsWith(TOKENS))) {
          throw new InvalidInputException(path + " is not empty; give another folder");
        }
      }
    }
    Files.createDirectories(path);
    writeText(path.resolve(CONFIGURATION), RunJson.pretty(configuration) + "\n");
    return folder;
  }

  /**
   * The folder of a run that was begun.
   *
   * @throws InvalidInputException if it holds none
   */
  static RunFolder open(Path path) {
    if (!Files.isRegularFile(path.resolve(CONFIGURATION))) {
      throw new InvalidInputException(
          "%s holds no run: there is no %s in it".formatted(path, CONFIGURATION));
    }
    return new RunFolder(path);
  }

  /** Gives a run up that could not begin, so that the folder can be used for another. */
  void giveUp() throws IOException {
    Files.deleteIfExists(path.resolve(CONFIGURATION));
    deleteIfEmpty(tokens());
    deleteIfEmpty(path);
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(folder);
  }

  TrainingConfiguration configuration() throws IOException {
    Path file = path.resolve(CONFIGURATION);
    try {
      return RunJson.value(RunJson.object(Files.readString(file)), TrainingConfiguration.class);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  Path checkpoint() {
    return path.resolve("training.safetensors");
  }

  Path hypernetwork() {
    return path.resolve("hypernetwork.safetensors");
  }

  /** Where texts are kept as tokens. */
  Path tokens() {
    return path.resolve(TOKENS);
  }

  /** Adds a line to the metrics. */
  void addMetrics(String line) throws IOException {
    Files.writeString(metrics(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Leaves out of the metrics what a run noted after the checkpoint that it goes on from. */
  void forgetMetricsFrom(long step) throws IOException {
    if (!Files.exists(metrics())) {
      return;
    }
    List<String> kept =
        Files.readAllLines(metrics()).stream()
            .filter(line -> line.endsWith("}"))
            .filter(line -> RunJson.object(line).path("step").asLong() < step)
            .toList();
    writeText(metrics(), kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
  }

  Path metrics() {
    return path.resolve(TrainingReport.METRICS);
  }

  private static void writeText(Path file, String text) throws IOException {
    try (AtomicFile atomic = AtomicFile.open(file)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        atomic.channel().write(bytes);
      }
      atomic.commit();
    }
  }
}
