package org.logah.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both native libraries in one process, loaded in either order, compute the same by turns. */
@DisabledOnOs(value = OS.MAC, disabledReason = "there is no ND4J")
class OneProcessTest {
  private static final double TOLERANCE = 1e-5;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"libtorch, nd4j", "nd4j, libtorch"})
  void bothBackendsAgree(String first, String second) throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss16m",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                AlternatingBackends.class.getName(),
                first,
                second)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    List<String> lines = Files.readAllLines(out);
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    assertThat(lines)
        .hasSize(4)
        .allSatisfy(line -> assertThat(Double.parseDouble(line)).isLessThan(TOLERANCE));
  }
}
