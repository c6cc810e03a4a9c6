package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.nn.StoredParameters;
import org.logah.backend.javacpp.LibTorchBackend;
import org.logah.ghn.DecoderConfig;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkCheckpoint;
import org.logah.ghn.HypernetworkConfig;

/** Every mistake gets one line that helps, its exit code, and leaves nothing behind. */
class BadInputTest {
  @TempDir Path folder;
  private Path out;
  private Path model;

  @BeforeEach
  void prepare() {
    out = folder.resolve("out/deep");
    model = SmallModel.GPT2_TIED.write(folder);
  }

  private void refuses(int exitCode, List<?> args, String... parts) {
    CommandRun run = CommandRun.of(args.toArray());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
    assertThat(run.failure()).startsWith("logah: ").contains(parts);
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private Path hypernetwork(int maxRows) throws IOException {
    HypernetworkConfig config =
        new HypernetworkConfig(
            HypernetworkConfig.Family.LANGUAGE,
            16,
            1,
            2,
            10,
            List.of(64, 64, 1, 1),
            new DecoderConfig.LowRank(4, maxRows, false),
            true,
            true);
    Path file = folder.resolve("ghn-%d.safetensors".formatted(maxRows));
    try (Backend backend = LibTorchBackend.open(BackendOptions.cpu());
        StoredParameters parameters =
            StoredParameters.initial(Hypernetwork.parameters(config), backend, 1)) {
      HypernetworkCheckpoint.write(file, config, parameters);
    }
    return file;
  }

  @Test
  void unknownModels() {
    refuses(2, List.of("predict", "gpt2-lrage", "--out", out), "did you mean gpt2-large?");
    refuses(2, List.of("predict", "no/such.json", "--out", out), "there is no file no/such.json");
    refuses(2, List.of("predict", folder, "--out", out), "is a folder");
    refuses(2, List.of("graph", "gtp2"), "did you mean gpt2?");
  }

  @Test
  void impossibleConfigurations() throws IOException {
    Path bad = folder.resolve("bad.json");
    Files.writeString(
        bad,
        """
        {"model_type": "gpt2", "vocab_size": 90, "n_positions": 0, "n_embd": 33, "n_layer": 2,
         "n_head": 2}
        """);
    refuses(2, List.of("predict", bad, "--out", out), "bad.json", "33", "2", "positions");
    Files.writeString(bad, "{\"model_type\": \"bert\"}");
    refuses(2, List.of("predict", bad, "--out", out), "bad.json", "bert");
    Files.writeString(bad, "not json");
    refuses(2, List.of("predict", bad, "--out", out), "bad.json", "not valid JSON");
    Files.write(bad, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    refuses(2, List.of("predict", bad, "--out", out), "bad.json", "UTF-8");
    refuses(
        2, List.of("predict", "gpt2", "--image-size", 32, "--out", out), "there is no image size");
    refuses(2, List.of("predict", "vit-base-16", "--patch-size", 15, "--out", out), "224", "15");
    refuses(2, List.of("predict", "vit-base-16", "--tied", "--out", out), "no token tables");
    refuses(2, List.of("predict", model, "--layout", "timm", "--out", out), "hf, hf-base");
  }

  @Test
  void wrongOptions() {
    refuses(2, List.of("predict", model), "--out", "logah predict --help");
    refuses(2, List.of("predict", model, "--out", out, "--dtype", "f64"), "f32, bf16, f16");
    refuses(2, List.of("predict", model, "--out", out, "--max-shard-size", "5XB"), "5GB");
    refuses(2, List.of("predict", model, "--out", out, "--max-shard-size", "0"), "0 bytes");
    refuses(2, List.of("predict", model, "--out", out, "--cutoff", 0), "cutoff is 0");
    refuses(2, List.of("predict", model, "--out", out, "--threads", -1), "-1 threads");
    refuses(2, List.of("predict", model, "--out", out, "--device", "tpu"), "tpu", "cpu");
    refuses(2, List.of("predict", model, "--out", out, "--backend", "jax"), "libtorch", "nd4j");
    refuses(
        2,
        List.of("predict", model, "--out", out, "--precision", "tf32"),
        "tf32",
        "full, bf16, f16");
    refuses(
        2,
        List.of("predict", model, "--out", out, "--backend", "nd4j", "--precision", "bf16"),
        "ND4J",
        "bf16",
        "libtorch");
    refuses(2, List.of("predict", model, "--out", out, "--crc"), "--out none");
    refuses(2, List.of("predict", model, "--out", out, "--tokenizer", folder), "--tokenizer");
    refuses(2, List.of("predict", model, "--out", out, "--tied", "--untied"), "mutually exclusive");
    refuses(2, List.of("graph", "gpt2", "--format", "png"), "text, dot, svg, json, html");
    refuses(2, List.of(), "no command");
    refuses(2, List.of("dance"), "dance");
  }

  @Test
  void hypernetworksThatCannotPredict() throws IOException {
    List<Object> start = List.of("predict", model, "--out", out, "--ghn");
    refuses(2, plus(start, "logah-huge"), "logah-huge", "logah-tiny, logah-small");
    refuses(2, plus(start, hypernetwork(40)), "too small", "K >= ");
    List<Object> vision =
        List.of("predict", SmallModel.VIT.write(folder), "--out", out, "--ghn", hypernetwork(4096));
    refuses(2, vision, "LANGUAGE", "vit");
  }

  private static List<Object> plus(List<?> args, Object last) {
    return Stream.concat(args.stream(), Stream.of(last)).toList();
  }

  @Test
  void corruptHypernetworks() throws IOException {
    byte[] good = Files.readAllBytes(hypernetwork(4096));
    Path bad = folder.resolve("bad.safetensors");
    List<Object> args = List.of("predict", model, "--out", out, "--ghn", bad);
    Files.write(bad, Arrays.copyOf(good, good.length - 5));
    refuses(2, args, "bad.safetensors");
    Files.write(bad, new byte[] {1, 2, 3});
    refuses(2, args, "bad.safetensors", "3 bytes");
    byte[] flipped = good.clone();
    flipped[good.length - 100] ^= 4;
    Files.write(bad, flipped);
    refuses(2, args, "bad.safetensors", "CRC-32");
    Files.write(bad, good);
    assertThat(CommandRun.of(args.toArray()).exitCode()).isZero();
  }

  @Test
  void torchFilesThatCallSomething() throws IOException {
    Path evil = folder.resolve("evil.pt");
    byte[] call =
        "\u0080\u0002cposix\nsystem\nX\u0004\0\0\0true\u0085R."
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(evil, call);
    refuses(2, List.of("convert", evil, out), "evil.pt", "posix", "system");
    refuses(2, List.of("convert", folder.resolve("none.pt"), out), "there is no file");
    refuses(2, List.of("predict", model, "--out", out, "--ghn", evil), "logah convert");
  }

  @Test
  void foldersWithOtherContent() throws IOException {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    Path note = Files.writeString(mine.resolve("note.txt"), "keep me");
    for (List<?> args :
        List.of(
            List.of("predict", model, "--out", mine),
            List.of("predict", model, "--out", mine, "--force"))) {
      refuses(2, args, "exists with other content");
    }
    refuses(2, List.of("predict", model, "--out", note), "is a file");
    try (Stream<Path> entries = Files.list(mine)) {
      assertThat(entries).containsExactly(note);
    }
  }

  @Test
  void disksThatAreTooSmall() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    Assumptions.assumeTrue(free > 0 && free < 250e9, "the disk takes even the largest model");
    refuses(
        1,
        List.of("predict", "llama-2-70b", "--out", out),
        "needs 27",
        "GB, but its disk has only");
  }

  @Test
  void foldersThatCannotBeWritten() throws IOException {
    Path locked = Files.createDirectories(folder.resolve("locked"));
    Assumptions.assumeTrue(locked.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    Assumptions.assumeFalse(Files.isWritable(locked), "a superuser may write everywhere");
    refuses(1, List.of("predict", model, "--out", locked.resolve("x")), "permission denied");
  }
}
