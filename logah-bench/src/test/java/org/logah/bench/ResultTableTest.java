package org.logah.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.InvalidInputException;

class ResultTableTest {
  private static final String ENTRY =
      """
      [{"benchmark": "org.logah.bench.SoftmaxBenchmark.softmax",
        "params": {"backend": "libtorch"},
        "primaryMetric": {"score": 2.0, "scoreError": "NaN", "scoreUnit": "%s"}}]
      """;

  @TempDir Path folder;

  static Path sample() throws URISyntaxException {
    return Path.of(ResultTableTest.class.getResource("jmh-result.json").toURI());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("given.json"), text);
  }

  @Test
  void comparesBackendsAndGivesRates() throws Exception {
    assertThat(new ResultTable(Result.read(sample())).markdown())
        .isEqualTo(
            """
            | benchmark | parameters | LibTorch | ND4J | ND4J / LibTorch | rate of LibTorch | rate of ND4J |
            |---|---|---|---|---|---|---|
            | Matmul.multiply | shape 1024x1024x1024 | 21.5 ms ± 1 % | 42.9 ms | 2.00 | 100 GFLOP/s (100 %) | 50.0 GFLOP/s (50 %) |
            | Matmul.multiply | shape 1280x32x5120 | 8.39 ms | – | – | 50.0 GFLOP/s (50 %) | – |
            | Safetensors.read |  | – | 67.1 ms | – | – | 1.00 GB/s |
            | Graphormer.forward |  | 1.50 s | – | – | – | – |

            Shares are of the fastest square product measured: 100 GFLOP/s, 1024x1024x1024, by libtorch.

            | on LibTorch alone, or without a backend | parameters | time |
            |---|---|---|
            | Graph.trace | model gpt2-large | 123 µs ± 2 % |
            """);
  }

  @Test
  void hasNoSharesWithoutASquareProduct() throws Exception {
    List<Result> others =
        Result.read(sample()).stream()
            .filter(result -> !result.parameters().containsValue("1024x1024x1024"))
            .toList();
    assertThat(new ResultTable(others).markdown())
        .contains("| 50.0 GFLOP/s | – |")
        .doesNotContain("Shares");
  }

  @Test
  void readsEveryUnitOfTime() throws IOException {
    assertThat(Result.read(file(ENTRY.formatted("ns/op"))).get(0).seconds()).isEqualTo(2e-9);
    assertThat(Result.read(file(ENTRY.formatted("s/op"))).get(0).seconds()).isEqualTo(2.0);
  }

  @Test
  void refusesWhatJmhDidNotWrite() {
    assertThatThrownBy(() -> Result.read(folder.resolve("none.json")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no file");
    assertThatThrownBy(() -> Result.read(file("[{")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not JSON");
    assertThatThrownBy(() -> Result.read(file("{}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("does not hold results of JMH");
    assertThatThrownBy(() -> Result.read(file("[{}]")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("lacks its name or score");
    assertThatThrownBy(() -> Result.read(file(ENTRY.formatted("ops/s"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("in ops/s; measure the time of a call");
  }
}
