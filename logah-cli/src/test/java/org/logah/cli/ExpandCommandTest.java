package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.api.safetensors.TensorSource;

/** A factored checkpoint expands to the very files that predict writes. */
class ExpandCommandTest {
  @TempDir Path folder;

  private static CommandRun run(Object... args) {
    List<Object> all = new ArrayList<>(List.of(args));
    all.add("--quiet");
    CommandRun run = CommandRun.of(all.toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        files.put(entry.getFileName().toString(), Files.readAllBytes(entry));
      }
    }
    return files;
  }

  private static void assertSameFiles(Path actual, Path expected) throws IOException {
    Map<String, byte[]> files = files(expected);
    assertThat(files(actual).keySet()).isEqualTo(files.keySet());
    files(actual).forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(files.get(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "VIT, torchvision, f32, libtorch",
    "VIT, hf, bf16, libtorch",
    "GPT2_TIED, hf, f32, libtorch",
    "GPT2_UNTIED, hf-base, f16, libtorch",
    "LLAMA, hf, bf16, libtorch",
    "LLAMA, hf, f32, libtorch",
    "WIDE, hf, f32, libtorch"
  })
  void expandsToWhatPredictWrites(SmallModel model, String layout, String dtype, String backend)
      throws IOException {
    checkIdentity(model, layout, dtype, backend);
  }

  @ParameterizedTest
  @DisabledOnOs(value = OS.MAC, disabledReason = "there is no ND4J")
  @CsvSource({
    "VIT, timm, f32, nd4j",
    "GPT2_UNTIED, hf, f32, nd4j",
    "LLAMA, hf, bf16, nd4j",
    "WIDE, hf, f16, nd4j"
  })
  void expandsOnNd4jToo(SmallModel model, String layout, String dtype, String backend)
      throws IOException {
    checkIdentity(model, layout, dtype, backend);
  }

  private void checkIdentity(SmallModel model, String layout, String dtype, String backend)
      throws IOException {
    Path config = model.write(folder);
    Path factored = folder.resolve("factored");
    run("predict", config, "--factored", "--seed", 4, "--backend", backend, "--out", factored);
    run(
        "predict",
        config,
        "--seed",
        4,
        "--backend",
        backend,
        "--layout",
        layout,
        "--dtype",
        dtype,
        "--max-shard-size",
        "300KB",
        "--out",
        folder.resolve("predicted"));
    CommandRun run =
        run(
            "expand",
            factored,
            "--backend",
            backend,
            "--layout",
            layout,
            "--dtype",
            dtype,
            "--max-shard-size",
            "300KB",
            "--memory",
            "1MB",
            "--out",
            folder.resolve("expanded"));
    assertThat(run.out()).contains("parameters");
    assertSameFiles(folder.resolve("expanded"), folder.resolve("predicted"));
  }

  @Test
  void factorsAreFewerBytesAndSayWhatTheyAre() throws IOException {
    Path factored = folder.resolve("factored");
    Path tokenizer = Files.writeString(folder.resolve("t.json"), "{}");
    Path config = SmallModel.WIDE.write(folder);
    run("predict", config, "--factored", "--tokenizer", tokenizer, "--out", factored);
    assertThat(files(factored).keySet())
        .containsExactly("config.json", "factored.safetensors", "tokenizer.json");
    CommandRun whole = run("predict", config, "--out", "none", "--json", "--crc");
    JsonNode json = new JsonMapper().readTree(whole.out());
    assertThat(Files.size(factored.resolve("factored.safetensors")))
        .isLessThan(json.path("bytes").asLong() / 4);
    CommandRun info = CommandRun.of("info", factored.resolve("factored.safetensors"));
    assertThat(info.exitCode()).as(info.err()).isZero();
    assertThat(info.out()).contains("format: logah-factored").contains("seed: 0").contains("... (");
    CommandRun expanded = run("expand", factored, "--out", "none", "--json", "--crc");
    assertThat(new JsonMapper().readTree(expanded.out()).path("crc32"))
        .isEqualTo(json.path("crc32"));
    run("expand", factored, "--out", folder.resolve("expanded"));
    assertThat(folder.resolve("expanded/tokenizer.json")).hasSameTextualContentAs(tokenizer);
  }

  @Test
  void oneFormDoesNotHideTheOther() {
    Path config = SmallModel.GPT2_TIED.write(folder);
    Path factored = folder.resolve("factored");
    run("predict", config, "--factored", "--out", factored);
    CommandRun again = CommandRun.of("predict", config, "--factored", "--out", factored);
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.failure()).contains("holds a predicted checkpoint").contains("--force");
    run("predict", config, "--factored", "--out", factored, "--force");
    CommandRun mixed = CommandRun.of("predict", config, "--out", factored, "--force");
    assertThat(mixed.exitCode()).isEqualTo(2);
    assertThat(mixed.failure())
        .contains("factored.safetensors is there already and would be mixed up");
    Path whole = folder.resolve("whole");
    run("predict", config, "--out", whole);
    CommandRun other = CommandRun.of("predict", config, "--factored", "--out", whole, "--force");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.failure()).contains("model.safetensors is there already");
    run("expand", factored, "--out", whole, "--force");
  }

  private void refuses(List<?> args, String... parts) {
    CommandRun run = CommandRun.of(args.toArray());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.failure()).startsWith("logah: ").contains(parts);
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void badInputGetsOneClearLine() throws IOException {
    Path config = SmallModel.GPT2_TIED.write(folder);
    Path out = folder.resolve("out");
    Path factored = folder.resolve("factored");
    refuses(List.of("predict", config, "--factored", "--out", "none"), "--factored", "folder");
    refuses(
        List.of("predict", config, "--factored", "--dtype", "bf16", "--out", out),
        "--factored keeps factors as f32");
    refuses(List.of("predict", config, "--memory", "3B", "--out", out), "--memory is 3 bytes");
    refuses(List.of("expand", factored, "--out", out), "there is no", "config.json");
    run("predict", config, "--factored", "--out", factored);
    refuses(List.of("expand", factored, "--layout", "timm", "--out", out), "hf, hf-base");
    Path file = factored.resolve("factored.safetensors");
    byte[] good = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(good, good.length - 9));
    refuses(List.of("expand", factored, "--out", out), "factored.safetensors is corrupt");
    String text = new String(good, StandardCharsets.ISO_8859_1);
    String kernel = "\\\"kernel\\\":[1,1]";
    assertThat(text).contains(kernel);
    Files.writeString(
        file, text.replace(kernel, "\\\"kernel\\\":[1,7]"), StandardCharsets.ISO_8859_1);
    refuses(
        List.of("expand", factored, "--out", out),
        "parameter lm_head.weight: a kernel of 1 x 7",
        "parameter transformer.h.1.mlp.c_proj.weight: a kernel of 1 x 7");
    Files.write(file, good);
    Files.copy(
        SmallModel.LLAMA.write(folder),
        Files.createDirectories(folder.resolve("other")).resolve("config.json"));
    Files.copy(file, folder.resolve("other/factored.safetensors"));
    refuses(
        List.of("expand", folder.resolve("other"), "--out", out),
        "missing model.embed_tokens.weight",
        "unexpected transformer.wpe.weight");
    Files.writeString(factored.resolve("config.json"), "not json");
    refuses(List.of("expand", factored, "--out", out), "config.json", "not valid JSON");
  }

  /** Neither memory nor threads nor shards reach the bytes. */
  @ParameterizedTest
  @CsvSource({"WIDE, libtorch", "VIT, libtorch"})
  void theSumOfAllBytesIsThatOfTheFilesWhateverTheBudget(SmallModel model, String backend)
      throws IOException {
    checkSums(model, backend);
  }

  @ParameterizedTest
  @DisabledOnOs(value = OS.MAC, disabledReason = "there is no ND4J")
  @CsvSource("WIDE, nd4j")
  void soItIsOnNd4j(SmallModel model, String backend) throws IOException {
    checkSums(model, backend);
  }

  private void checkSums(SmallModel model, String backend) throws IOException {
    Path config = model.write(folder);
    List<String> sums = new ArrayList<>();
    int threads = 1;
    for (String memory : List.of("8B", "40KB", "3MB", "1GB")) {
      CommandRun run =
          run(
              "predict",
              config,
              "--out",
              "none",
              "--crc",
              "--json",
              "--memory",
              memory,
              "--threads",
              threads,
              "--backend",
              backend);
      sums.add(new JsonMapper().readTree(run.out()).path("crc32").asText());
      threads = 3 - threads;
    }
    for (String shard : List.of("5GB", "300KB", "1B")) {
      Path out = folder.resolve("out-" + shard);
      run(
          "predict",
          config,
          "--out",
          out,
          "--max-shard-size",
          shard,
          "--memory",
          "40KB",
          "--backend",
          backend);
      sums.add(sum(out));
    }
    assertThat(sums).containsOnly(sums.get(0)).hasSize(7);
  }

  private static String sum(Path folder) throws IOException {
    CRC32 crc = new CRC32();
    try (TensorSource source = TensorSource.open(folder)) {
      for (String name : source.tensors().keySet()) {
        source.read(name, crc::update);
      }
    }
    return "%08x".formatted(crc.getValue());
  }

  @Test
  void theProfileTellsEveryPartOfTheTime() throws IOException {
    Path config = SmallModel.LLAMA.write(folder);
    CommandRun text = run("predict", config, "--out", folder.resolve("a"), "--profile");
    assertThat(text.out())
        .contains(
            "waiting for the decoder",
            "decoding, meanwhile",
            "waiting for the writer",
            "writing, meanwhile",
            "together");
    CommandRun run = run("predict", config, "--out", folder.resolve("b"), "--profile", "--json");
    JsonNode json = new JsonMapper().readTree(run.out());
    JsonNode profile = json.path("profile");
    double sum = 0;
    for (String part :
        List.of(
            "start",
            "backend",
            "hypernetwork",
            "reading",
            "tracing",
            "encoding",
            "awaiting",
            "drawing",
            "multiplying",
            "converting",
            "tiling",
            "checksum",
            "waiting",
            "finishing",
            "all_else")) {
      assertThat(profile.path(part).isNumber()).as(part).isTrue();
      sum += profile.path(part).asDouble();
    }
    assertThat(sum).isCloseTo(profile.path("together").asDouble(), within(1e-6));
    assertThat(profile.path("decoding").asDouble()).isPositive();
    assertThat(profile.path("writing").asDouble()).isPositive();
    assertThat(run("predict", config, "--out", "none", "--json").out()).doesNotContain("profile");
  }
}
