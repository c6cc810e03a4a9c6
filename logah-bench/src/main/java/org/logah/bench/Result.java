package org.logah.bench;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.logah.api.InvalidInputException;

/**
 * One line of JMH's results.
 *
 * @param benchmark class and method, without the package
 * @param parameters by name, the backend left out
 * @param backend which backend computed; empty where none did
 * @param seconds mean time of a call
 * @param error half the width of its confidence interval in seconds; NaN if JMH knows none
 */
record Result(
    String benchmark,
    Map<String, String> parameters,
    Optional<String> backend,
    double seconds,
    double error) {
  private static final Map<String, Double> UNITS =
      Map.of("ns/op", 1e-9, "us/op", 1e-6, "ms/op", 1e-3, "s/op", 1.0);

  /**
   * Reads a file that JMH wrote with {@code -rf json}.
   *
   * @throws InvalidInputException if it is none, or holds other results than times of a call
   */
  static List<Result> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("there is no file " + file);
    }
    JsonNode root;
    try {
      root = new JsonMapper().readTree(Files.readAllBytes(file));
    } catch (JacksonException e) {
      throw new InvalidInputException(
          "%s is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
    if (!root.isArray()) {
      throw new InvalidInputException(
          "%s does not hold results of JMH; give what -rf json wrote".formatted(file));
    }
    List<Result> results = new ArrayList<>();
    for (JsonNode entry : root) {
      results.add(of(file, entry));
    }
    return results;
  }

  private static Result of(Path file, JsonNode entry) {
    String name = entry.path("benchmark").asText();
    JsonNode metric = entry.path("primaryMetric");
    if (name.isEmpty() || !metric.path("score").isNumber()) {
      throw new InvalidInputException(
          "%s does not hold results of JMH: an entry lacks its name or score".formatted(file));
    }
    Double unit = UNITS.get(metric.path("scoreUnit").asText());
    if (unit == null) {
      throw new InvalidInputException(
          "%s gives %s in %s; measure the time of a call (-bm avgt)"
              .formatted(file, name, metric.path("scoreUnit").asText()));
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    entry
        .path("params")
        .properties()
        .forEach(p -> parameters.put(p.getKey(), p.getValue().asText()));
    Optional<String> backend = Optional.ofNullable(parameters.remove("backend"));
    JsonNode error = metric.path("scoreError");
    return new Result(
        name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
        parameters,
        backend,
        metric.path("score").asDouble() * unit,
        error.isNumber() ? error.asDouble() * unit : Double.NaN);
  }

  /** What one call achieves; empty for benchmarks that count nothing. */
  Optional<Work> work() {
    return Work.of(benchmark, parameters);
  }
}
