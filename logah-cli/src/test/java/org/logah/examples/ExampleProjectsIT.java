package org.logah.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the example projects printed, and the libraries that each of them took. */
class ExampleProjectsIT {
  private static final Path PROJECTS = Path.of("target", "examples");

  /** A line of Maven's list: group, artifact, type, classifier if any, version, scope. */
  private static final Pattern DEPENDENCY =
      Pattern.compile("([\\w.-]+):([\\w.-]+):jar:(?:([\\w.-]+):)?[\\w.-]+:(?:compile|runtime)");

  private static final Pattern DECIMAL = Pattern.compile("-?\\d+\\.\\d+");

  private static final Set<String> GRAPH =
      Set.of(
          "org.logah:logah-graph",
          "org.logah:logah-api",
          "com.fasterxml.jackson.core:jackson-core",
          "org.apache.commons:commons-statistics-distribution",
          "org.apache.commons:commons-rng-client-api",
          "org.apache.commons:commons-rng-sampling",
          "org.apache.commons:commons-numbers-core",
          "org.apache.commons:commons-numbers-combinatorics",
          "org.apache.commons:commons-numbers-fraction",
          "org.apache.commons:commons-numbers-gamma",
          "org.apache.commons:commons-numbers-rootfinder");

  private static final Set<String> PREDICTION =
      union(
          GRAPH,
          Set.of(
              "org.logah:logah-ghn",
              "org.logah:logah-models",
              "com.fasterxml.jackson.core:jackson-databind",
              "com.fasterxml.jackson.core:jackson-annotations",
              "com.knuddels:jtokkit",
              "org.ejml:ejml-core",
              "org.ejml:ejml-ddense"));

  /** Guice and what it brings. */
  private static final Set<String> GUICE =
      Set.of(
          "com.google.inject:guice",
          "jakarta.inject:jakarta.inject-api",
          "aopalliance:aopalliance",
          "com.google.guava:guava",
          "com.google.guava:failureaccess",
          "com.google.guava:listenablefuture",
          "com.google.code.findbugs:jsr305",
          "org.checkerframework:checker-qual",
          "com.google.errorprone:error_prone_annotations",
          "com.google.j2objc:j2objc-annotations");

  private static final Set<String> LIBTORCH =
      union(
          PREDICTION,
          GUICE,
          Set.of("org.logah:logah-backend-javacpp"),
          withNatives("org.bytedeco:javacpp", "org.bytedeco:openblas", "org.bytedeco:pytorch"));

  /** What nd4j-api brings. */
  private static final Set<String> ND4J_API =
      Set.of(
          "org.nd4j:nd4j-api",
          "org.nd4j:nd4j-common",
          "org.nd4j:nd4j-native-api",
          "org.nd4j:nd4j-native-preset",
          "org.nd4j:guava",
          "org.nd4j:jackson",
          "org.nd4j:protobuf",
          "org.slf4j:slf4j-api",
          "org.threeten:threetenbp",
          "com.github.oshi:oshi-core",
          "com.google.flatbuffers:flatbuffers-java",
          "com.jakewharton.byteunits:byteunits",
          "commons-codec:commons-codec",
          "commons-io:commons-io",
          "commons-net:commons-net",
          "net.ericaro:neoitertools",
          "net.java.dev.jna:jna",
          "net.java.dev.jna:jna-platform",
          "org.apache.commons:commons-collections4",
          "org.apache.commons:commons-compress",
          "org.apache.commons:commons-lang3",
          "org.apache.commons:commons-math3");

  private static final Set<String> ND4J =
      union(
          PREDICTION,
          GUICE,
          ND4J_API,
          Set.of("org.logah:logah-backend-nd4j"),
          withNatives("org.bytedeco:javacpp", "org.bytedeco:openblas", "org.nd4j:nd4j-native"));

  @SafeVarargs
  private static Set<String> union(Set<String>... parts) {
    Set<String> all = new TreeSet<>();
    for (Set<String> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  private static Set<String> withNatives(String... libraries) {
    Set<String> all = new TreeSet<>();
    for (String library : libraries) {
      all.add(library);
      all.add(library + ":" + System.getProperty("natives.classifier"));
    }
    return all;
  }

  private static Set<String> dependencies(String project) throws IOException {
    Set<String> found = new TreeSet<>();
    for (String line : Files.readAllLines(built(project, "dependencies.txt"))) {
      Matcher matcher = DEPENDENCY.matcher(line);
      if (matcher.find()) {
        String classifier = matcher.group(3) == null ? "" : ":" + matcher.group(3);
        found.add(matcher.group(1) + ":" + matcher.group(2) + classifier);
      }
    }
    return found;
  }

  private static Path built(String project, String file) {
    return PROJECTS.resolve(project).resolve("target").resolve(file);
  }

  /** Numbers with a decimal point may be off by a thousandth, as processors round differently. */
  private static void assertPrinted(String project, String expected) throws IOException {
    List<String> printed = Files.readAllLines(built(project, "output.txt"));
    List<String> promised = resource(expected);
    assertThat(withoutDecimals(printed)).isEqualTo(withoutDecimals(promised));
    List<Double> values = decimals(printed);
    List<Double> wanted = decimals(promised);
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(values.get(i)).isCloseTo(wanted.get(i), within(2e-3));
    }
  }

  private static List<String> withoutDecimals(List<String> lines) {
    return lines.stream().map(line -> DECIMAL.matcher(line).replaceAll("#")).toList();
  }

  private static List<Double> decimals(List<String> lines) {
    return lines.stream()
        .flatMap(line -> DECIMAL.matcher(line).results())
        .map(match -> Double.valueOf(match.group()))
        .toList();
  }

  private static List<String> resource(String name) throws IOException {
    try (InputStream text =
        Objects.requireNonNull(ExampleProjectsIT.class.getResourceAsStream(name), name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void graphOnly() throws IOException {
    assertPrinted("graph-only", "graph-only.txt");
    assertThat(dependencies("graph-only")).isEqualTo(GRAPH);
  }

  @Test
  void predictLibTorch() throws IOException {
    assertPrinted("predict-libtorch", "prediction.txt");
    assertThat(dependencies("predict-libtorch")).isEqualTo(LIBTORCH);
  }

  @Test
  @DisabledOnOs(OS.MAC)
  void predictNd4j() throws IOException {
    assertPrinted("predict-nd4j", "prediction.txt");
    assertThat(dependencies("predict-nd4j")).isEqualTo(ND4J);
  }

  @Test
  @DisabledOnOs(OS.MAC)
  void swapBackend() throws IOException {
    assertPrinted("swap-backend", "swap-backend.txt");
    assertThat(dependencies("swap-backend")).isEqualTo(union(LIBTORCH, ND4J));
  }

  @Test
  void ownBackend() throws IOException {
    assertPrinted("own-backend", "own-backend.txt");
    assertThat(dependencies("own-backend")).isEqualTo(LIBTORCH);
  }
}
