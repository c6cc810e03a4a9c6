package org.logah.cli.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.AtomicFile;
import org.logah.cli.report.TrainingReport;

/**
 * The folder of a run of training.
 *
 * <pre>
 * configuration.json       what fixes the run
 * training.safetensors     the state of the last checkpoint, from which the run goes on
 * hypernetwork.safetensors of meta-training: the hypernetwork of that moment, for `predict --ghn`
 * model                    of fine-tuning: the trained model, with its config.json
 * metrics.jsonl            one line of JSON for some steps and for every validation
 * curve.png, report.html   the same for people, made anew at every checkpoint
 * tokens                   texts as tokens
 * </pre>
 */
public record RunFolder(Path path) {
  private static final String CONFIGURATION = TrainingReport.CONFIGURATION;
  private static final String TOKENS = "tokens";

  /**
   * A folder for a new run.
   *
   * @throws InvalidInputException if there is something in it
   */
  static RunFolder create(Path path, Record configuration) throws IOException {
    RunFolder folder = new RunFolder(path);
    folder.requireEmpty();
    Files.createDirectories(path);
    AtomicFile.write(path.resolve(CONFIGURATION), RunJson.pretty(configuration) + "\n");
    return folder;
  }

  /**
   * Nothing is in the way of a new run.
   *
   * @throws InvalidInputException if there is something in the folder but tokens
   */
  void requireEmpty() throws IOException {
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
    if (Files.exists(checkpoint()) || Files.exists(metrics())) {
      return;
    }
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
    return configuration(TrainingConfiguration.class);
  }

  /**
   * What fixes the run.
   *
   * @throws InvalidInputException if it is of another kind of training, or damaged
   */
  <T extends Record> T configuration(Class<T> type) throws IOException {
    Path file = path.resolve(CONFIGURATION);
    try {
      return RunJson.value(RunJson.object(Files.readString(file)), type);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  /** The state of the last checkpoint. */
  public Path checkpoint() {
    return path.resolve("training.safetensors");
  }

  Path hypernetwork() {
    return path.resolve("hypernetwork.safetensors");
  }

  /** Where the model that fine-tuning gives is written. */
  Path model() {
    return path.resolve("model");
  }

  /** Where texts are kept as tokens. */
  Path tokens() {
    return path.resolve(TOKENS);
  }

  /** Adds a line to the metrics. */
  void addMetrics(String line) throws IOException {
    Files.writeString(metrics(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** How many of the lines of the metrics are so. */
  long countMetrics(Predicate<JsonNode> counted) throws IOException {
    return Files.exists(metrics()) ? lines().filter(is(counted)).count() : 0;
  }

  /** Leaves lines out of the metrics that are so, and one that a killed program left incomplete. */
  void forgetMetrics(Predicate<JsonNode> forgotten) throws IOException {
    if (!Files.exists(metrics())) {
      return;
    }
    List<String> kept = lines().filter(is(forgotten).negate()).toList();
    AtomicFile.write(metrics(), kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
  }

  /** Leaves out of the metrics what a run noted after the checkpoint that it goes on from. */
  void forgetMetricsFrom(long step) throws IOException {
    forgetMetrics(line -> line.path("step").asLong() >= step);
  }

  private Stream<String> lines() throws IOException {
    return Files.readAllLines(metrics()).stream().filter(line -> line.endsWith("}"));
  }

  private static Predicate<String> is(Predicate<JsonNode> condition) {
    return line -> condition.test(RunJson.object(line));
  }

  /** A line of JSON for some of the steps. */
  public Path metrics() {
    return path.resolve(TrainingReport.METRICS);
  }
}
