package org.logah.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once with every parameter, so that none can rot. */
class EveryBenchmarkTest {
  private static final Set<String> UNCOUNTED =
      Set.of(
          "GraphBenchmark.batch",
          "GraphBenchmark.distances",
          "GraphBenchmark.trace",
          "GraphormerBenchmark.forward",
          "GraphormerBenchmark.forwardAndBackward",
          "PrecisionBenchmark.block",
          "PrecisionBenchmark.linear");

  @TempDir Path folder;

  @Test
  void runsAndIsReported() throws Exception {
    // Two builds on one machine must not wait for each other.
    System.setProperty("jmh.ignoreLock", "true");
    Path file = folder.resolve("result.json");
    new Runner(
            new OptionsBuilder()
                .include("org\\.logah\\.bench\\..*")
                .param("backend", "libtorch")
                .forks(0)
                .mode(Mode.SingleShotTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .resultFormat(ResultFormatType.JSON)
                .result(file.toString())
                .build())
        .run();

    List<Result> results = Result.read(file);
    assertThat(results).isNotEmpty().allSatisfy(r -> assertThat(r.seconds()).isPositive());
    assertThat(
            results.stream()
                .filter(result -> result.work().isEmpty())
                .map(Result::benchmark)
                .collect(Collectors.toSet()))
        .isEqualTo(UNCOUNTED);
    assertThat(new ResultTable(results).markdown().lines().filter(l -> l.startsWith("| ")))
        .hasSize(results.size() + 2);
  }
}
