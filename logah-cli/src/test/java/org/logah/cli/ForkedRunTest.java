package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: a disk that fills up, and an interruption. */
@DisabledOnOs(OS.WINDOWS)
class ForkedRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  private Process start(String limit, Object... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("bash");
    command.add("-c");
    command.add(limit + " exec \"$0\" \"$@\"");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xss16m", "-Xmx512m", "-XX:-UsePerfData", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new ProcessBuilder(command)
        .redirectError(folder.resolve("err").toFile())
        .redirectOutput(folder.resolve("out").toFile())
        .start();
  }

  private static int await(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** A limit on the size of files stands for a disk without room. */
  @Test
  void aFullDiskInTheMiddleLeavesNothing() throws Exception {
    CommandRun.of("info");
    Path target = folder.resolve("new/predicted");
    Process process =
        start(
            "ulimit -f 1024;",
            "predict",
            "gpt2",
            "--ghn",
            "logah-tiny",
            "--quiet",
            "--out",
            target);
    assertThat(await(process)).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("err")))
        .contains("logah: tensor \"transformer.wte.weight\": File too large")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void aShippedHypernetworkThatHasNoRoomIsNamed() throws Exception {
    Process process = start("ulimit -f 1024;", "predict", "gpt2", "--quiet", "--out", "none");
    assertThat(await(process)).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("err")))
        .contains("logah: language-tiny cannot be unpacked to ", "File too large")
        .doesNotContain("\tat ");
  }

  @Test
  void anInterruptedRunLeavesNothing() throws Exception {
    Path target = folder.resolve("new/predicted");
    Process process = start("", "predict", "gpt2-xl", "--quiet", "--out", target);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isBegun(target) && process.isAlive() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    process.destroy();
    assertThat(await(process)).as(Files.readString(folder.resolve("err"))).isNotZero();
    assertThat(folder.resolve("new")).doesNotExist();
  }

  /** What a run leaves that has no time to clean up goes with the next one. */
  @Test
  void whatAKilledRunLeavesIsRemovedByTheNext() throws Exception {
    Path target = folder.resolve("predicted");
    Process process = start("", "predict", "gpt2-xl", "--quiet", "--out", target);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isBegun(target) && process.isAlive() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    process.destroyForcibly();
    assertThat(await(process)).as(Files.readString(folder.resolve("err"))).isNotZero();
    try (Stream<Path> left = Files.list(target)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .isNotEmpty()
          .allMatch(name -> name.endsWith(".partial"));
    }

    Path model = SmallModel.GPT2_TIED.write(folder);
    CommandRun next = CommandRun.of("predict", model, "--quiet", "--out", target);

    assertThat(next.exitCode()).as(next.err()).isZero();
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("config.json", "model.safetensors");
    }
  }

  @Test
  void aFullDiskLeavesNoFactorsEither() throws Exception {
    Path target = folder.resolve("new/factored");
    Process process =
        start(
            "ulimit -f 1024;",
            "predict",
            "gpt2",
            "--ghn",
            "logah-tiny",
            "--factored",
            "--quiet",
            "--out",
            target);
    assertThat(await(process)).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("err")))
        .contains("File too large")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  private static boolean isBegun(Path target) throws IOException {
    if (!Files.isDirectory(target)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(target)) {
      return entries.findAny().isPresent();
    }
  }
}
