package org.logah.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private int run(String... args) {
    return Main.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  @Test
  void helps() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: logah bench");
  }

  @Test
  void reportsToStandardOutputOrAFile() throws Exception {
    String sample = ResultTableTest.sample().toString();
    Path table = folder.resolve("table.md");
    assertThat(run("--report", sample)).isZero();
    assertThat(run("--report", sample, "--out", table.toString())).isZero();
    assertThat(Files.readString(table))
        .startsWith("| benchmark |")
        .isEqualTo(out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void tellsMistakesInOneLine() {
    refuses("--report needs a value", "--report");
    refuses("--quick has no place here", "--report", "a.json", "--quick", "yes");
    refuses("there is no file", "--report", "missing.json");
    refuses("--count is 0", "--memory", "libtorch", "--count", "0");
    refuses("there is no backend abacus in this build", "--memory", "abacus");
    refuses("there is no backend abacus in this build", "-p", "backend=abacus");
    refuses("there is no backend abacus in this build", "--rates", "abacus");
    refuses("there is no backend abacus in this build", "--training", "abacus");
    refuses("no network's name has \"BERT\" in it", "--training", "libtorch", "--only", "BERT");
    refuses("not a recognized option", "--unknown");
  }

  private void refuses(String message, String... args) {
    err.reset();
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("logah bench: ")
        .contains(message)
        .hasLineCount(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void printsTheTimeAndTheMemoryOfAStep() {
    assertThat(run("--training", "libtorch", "--count", "1", "--only", "GPT-2, 3 layers")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).strip().lines())
        .hasSize(7)
        .last()
        .asString()
        .matches("Most memory of this process: \\d+\\.\\d GB");
  }

  @Test
  void printsTheRatesOfTheMachine() {
    assertThat(run("--rates", "libtorch")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).strip())
        .matches("copy_bytes_per_second [1-9]\\d{6,} matmul_flops [1-9]\\d{6,}");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void printsTheMemoryOfManyPredictions() {
    assertThat(run("--memory", "libtorch", "--count", "20")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(12)
        .last()
        .asString()
        .matches("\\| 20 \\| \\d+\\.\\d \\| \\d+\\.\\d\\d \\|");
  }
}
