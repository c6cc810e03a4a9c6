package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.random.RandomStream;

/** A run of meta-training that is killed at any moment gives what one that is not gives. */
@DisabledOnOs(OS.WINDOWS)
class KilledRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int STEPS = 9;
  private static final int IMAGES = 16;
  private static final int RECORD = 1 + 3 * 32 * 32;
  private static final String ARCHITECTURE =
      """
      {"architecture":"vision_transformer","image_size":32,"patch_size":16,"num_layers":1,\
      "num_heads":2,"hidden_dim":16,"mlp_dim":32,"num_classes":10,"layer_norm_eps":1e-6}
      """;

  @TempDir Path folder;

  /** Random pixels in the layout of CIFAR-10. */
  private Path data() throws IOException {
    Path data = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
    RandomStream random = RandomStream.named(1, "pixels");
    int file = 0;
    for (String name :
        List.of(
            "data_batch_1",
            "data_batch_2",
            "data_batch_3",
            "data_batch_4",
            "data_batch_5",
            "test_batch")) {
      byte[] bytes = new byte[IMAGES * RECORD];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) random.integer((long) file * bytes.length + i, 256);
      }
      for (int i = 0; i < IMAGES; i++) {
        bytes[i * RECORD] = (byte) (i % 10);
      }
      Files.write(data.resolve(name + ".bin"), bytes);
      file++;
    }
    return data;
  }

  private String[] train(Path data, Path out) throws IOException {
    Path architectures = folder.resolve("architectures.jsonl");
    Files.writeString(architectures, ARCHITECTURE);
    return new String[] {
      "train",
      "--recipe",
      "small-vision",
      "--data",
      data.toString(),
      "--out",
      out.toString(),
      "--architectures",
      architectures.toString(),
      "--steps",
      Integer.toString(STEPS),
      "--batch",
      "4",
      "--validation-images",
      "8",
      "--log-every",
      "1",
      "--checkpoint-every",
      "2",
      "--threads",
      "1"
    };
  }

  private Process start(String... args) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xss16m",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.command().addAll(List.of(args));
    return builder
        .redirectError(folder.resolve("err").toFile())
        .redirectOutput(folder.resolve("out").toFile())
        .start();
  }

  /** Waits until a run has noted so many steps. */
  private static void awaitSteps(Process process, Path run, int steps) throws Exception {
    Path metrics = run.resolve("metrics.jsonl");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      if (Files.exists(metrics) && Files.readAllLines(metrics).size() >= steps) {
        return;
      }
      Thread.sleep(5);
    }
  }

  @Test
  void killedAndResumedGivesTheSameBytes() throws Exception {
    Path data = data();
    Path whole = folder.resolve("whole");
    CommandRun uninterrupted = CommandRun.of((Object[]) train(data, whole));
    assertThat(uninterrupted.exitCode()).as(uninterrupted.err()).isZero();

    Path run = folder.resolve("run");
    Process process = start(train(data, run));
    awaitSteps(process, run, 3);
    process.destroyForcibly();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    process = start("train", "--resume", run.toString(), "--log-every", "1", "--threads", "1");
    awaitSteps(process, run, 6);
    process.destroy();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    CommandRun last = CommandRun.of("train", "--resume", run, "--log-every", 1, "--threads", 1);

    assertThat(last.exitCode()).as(last.err()).isZero();
    assertThat(run.resolve("hypernetwork.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("hypernetwork.safetensors"));
    assertThat(run.resolve("training.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("training.safetensors"));
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(STEPS);
  }
}
