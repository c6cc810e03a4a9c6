package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.random.RandomStream;

/** Training with the least of data, in the form of Fashion-MNIST. */
class TrainCommandTest {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;

  @TempDir Path folder;

  private Path data() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    idx(data, "train", 40);
    idx(data, "t10k", CLASSES);
    return data;
  }

  private static void idx(Path data, String set, int count) throws IOException {
    RandomStream random = RandomStream.named(1, set);
    try (DataOutputStream images = open(data.resolve(set + "-images-idx3-ubyte"));
        DataOutputStream labels = open(data.resolve(set + "-labels-idx1-ubyte"))) {
      images.writeInt(0x803);
      images.writeInt(count);
      images.writeInt(SIDE);
      images.writeInt(SIDE);
      for (int i = 0; i < count * SIDE * SIDE; i++) {
        images.writeByte(random.integer(i, 256));
      }
      labels.writeInt(0x801);
      labels.writeInt(count);
      for (int i = 0; i < count; i++) {
        labels.writeByte(i % CLASSES);
      }
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  private CommandRun train(Object... more) throws IOException {
    List<Object> args = new ArrayList<>(List.of("train", "--recipe", "small-vision", "--data"));
    args.add(data());
    args.addAll(List.of("--out", folder.resolve("run"), "--batch", 2, "--steps", 2));
    args.addAll(List.of("--validation-images", 4));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray());
  }

  @Test
  void aRunLeavesAHypernetworkAndAReport() throws IOException {
    CommandRun run = train("--patch-size", 7);
    Path out = folder.resolve("run");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().strip()).isEqualTo(out.resolve("hypernetwork.safetensors").toString());
    assertThat(run.err())
        .contains("36 images to train on", "step 1 of 2", "step 2 of 2")
        .contains("zero-shot 4 layers, width 96, 3 heads, patch 7 (new pair): loss")
        .contains("(wider)")
        .doesNotContain("warning");
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(2 + 4);
    assertThat(ImageIO.read(out.resolve("curve.png").toFile()).getHeight()).isEqualTo(1440);
    assertThat(out.resolve("report.html")).content().contains("2 of 2 steps", "deeper");
    assertThat(CommandRun.of("train", "--resume", out).exitCode()).isZero();
  }

  @Test
  void aRunThatWasStoppedInItsLastTrialsMakesUpForThem() throws IOException {
    CommandRun run = train("--patch-size", 7);
    assertThat(run.exitCode()).as(run.err()).isZero();
    Path metrics = folder.resolve("run/metrics.jsonl");
    List<String> whole = Files.readAllLines(metrics);
    Files.write(metrics, whole.subList(0, whole.size() - 2));
    CommandRun resumed = CommandRun.of("train", "--resume", folder.resolve("run"));
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(Files.readAllLines(metrics))
        .usingElementComparator(Comparator.comparing(line -> line.replaceAll("\"seconds\".*", "")))
        .isEqualTo(whole);
    assertThat(CommandRun.of("train", "--resume", folder.resolve("run")).err())
        .doesNotContain("zero-shot");
  }

  @Test
  void aHypernetworkOfAnotherKindToBeginWithLeavesTheFolderFree() throws IOException {
    assertThat(train("--patch-size", 7).exitCode()).isZero();
    Path first = Files.move(folder.resolve("run"), folder.resolve("first"));
    CommandRun run =
        train(
            "--patch-size",
            7,
            "--max-out",
            64,
            "--from",
            first.resolve("hypernetwork.safetensors"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.failure()).contains("but the run trains");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aPatchThatDoesNotFitLeavesTheFolderFree() throws IOException {
    CommandRun run = train();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.failure())
        .contains("28 x 28", "into patches of 8", "patch sizes that fit are 2, 4, 7, 14");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void impossibleSettingsAreToldAtOnceAndLeaveTheFolderFree() throws IOException {
    CommandRun run =
        train(
            "--shards",
            0,
            "--meta-batch",
            0,
            "--weight-decay",
            -1,
            "--warm-up",
            2,
            "--validation-data",
            "some.txt");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.failure())
        .contains(
            "there are 0 shards",
            "the meta-batch is 0",
            "weight decay is -1.0",
            "the share of warm-up is 2.0",
            "texts are given to validate or test with");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aReportThatCannotBeWrittenIsToldOnceAndStopsNothing() throws IOException {
    // A folder in the place of the file cannot be replaced by it.
    Path run = folder.resolve("run");
    assertThat(train("--patch-size", 7, "--validate-every", 0).exitCode()).isZero();
    Files.delete(run.resolve("report.html"));
    Files.createDirectories(run.resolve("report.html/in-the-way"));
    Files.delete(run.resolve("training.safetensors"));
    CommandRun again =
        CommandRun.of("train", "--resume", run, "--checkpoint-every", 1, "--validate-every", 0);
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err().lines().filter(line -> line.startsWith("warning: "))).hasSize(1);
    assertThat(again.err()).contains("step 2 of 2");
  }
}
