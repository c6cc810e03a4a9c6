package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands graph, convert and info, and the help of all. */
class OtherCommandsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void graphPrintsATable() {
    CommandRun run = CommandRun.of("graph", SmallModel.GPT2_UNTIED.write(folder));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().skip(1).findFirst().orElseThrow())
        .matches("node +primitive +size +parameters +feeds");
    assertThat(run.out()).containsPattern("(?m)^0 +input ").contains("[32, 96]", "c_attn.weight");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dot", "svg", "html", "json"})
  void graphExportsToFiles(String format) throws IOException {
    Path file = folder.resolve("graph." + format);
    CommandRun run =
        CommandRun.of("graph", SmallModel.VIT.write(folder), "--format", format, "--out", file);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("nodes");
    assertThat(Files.readString(file)).contains("msa");
    CommandRun printed = CommandRun.of("graph", SmallModel.VIT.write(folder), "--format", format);
    assertThat(printed.out()).isEqualTo(Files.readString(file));
  }

  @Test
  void theTracedGraphIsNotThePublishedOneOfUntiedGpt2() {
    Path model = SmallModel.GPT2_UNTIED.write(folder);
    CommandRun published = CommandRun.of("graph", model, "--convention", "published");
    CommandRun traced = CommandRun.of("graph", model, "--convention", "traced");
    assertThat(traced.exitCode()).isZero();
    assertThat(traced.out()).isNotEqualTo(published.out());
  }

  private Path imported() throws IOException {
    Path file = folder.resolve("trainer.pt");
    try (InputStream in = getClass().getResourceAsStream("trainer_gpt_h16.pt")) {
      Files.copy(in, file);
    }
    return file;
  }

  @Test
  void aConvertedHypernetworkPredicts() throws IOException {
    Path ghn = folder.resolve("ghn.safetensors");
    CommandRun run = CommandRun.of("convert", imported(), ghn);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("hypernetwork for language", "hidden 16", "SHA-256");
    assertThat(CommandRun.of("info", ghn).out()).isEqualTo(run.out());
    JsonNode json = JSON.readTree(CommandRun.of("info", ghn, "--json").out());
    Path model = SmallModel.GPT2_TIED.write(folder);
    Path out = folder.resolve("predicted");
    CommandRun predicted = CommandRun.of("predict", model, "--ghn", ghn, "--out", out);
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    assertThat(predicted.err()).doesNotContain("UNTRAINED");
    assertThat(CommandRun.of("info", out).out())
        .contains(
            "hypernetwork: ghn.safetensors",
            "hypernetwork_sha256: " + json.path("sha256").asText());
  }

  @Test
  void convertReplacesByForceOnly() throws IOException {
    Path ghn = Files.writeString(folder.resolve("ghn.safetensors"), "mine");
    Path pt = imported();
    CommandRun refused = CommandRun.of("convert", pt, ghn);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.failure()).contains("--force");
    assertThat(ghn).hasContent("mine");
    assertThat(CommandRun.of("convert", pt, ghn, "--force", "--json").exitCode()).isZero();
  }

  @Test
  void infoTellsWhatThereIs() throws IOException {
    CommandRun run = CommandRun.of("info");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("libtorch: available", "nd4j: ", "llama-2-7b");
    JsonNode json = JSON.readTree(CommandRun.of("info", "--json").out());
    assertThat(json.at("/backends/libtorch/available").asBoolean()).isTrue();
    assertThat(run.out())
        .containsPattern("(?m)^device +libtorch on cpu: precision full, bf16, f16$")
        .containsPattern("(?m)^device +nd4j on cpu: precision full$");
    assertThat(json.at("/backends/libtorch/devices/cpu/precisions").toString())
        .isEqualTo("[\"full\",\"bf16\",\"f16\"]");
    assertThat(json.at("/backends/nd4j/devices/cpu/precisions").toString()).isEqualTo("[\"full\"]");
    assertThat(json.path("presets")).hasSize(4);
    assertThat(json.path("version").asText()).matches("\\d+\\.\\d+.*");
    assertThat(CommandRun.of("info", folder.resolve("none")).exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"predict", "graph", "sample", "convert", "info"})
  void helpHasAnExample(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Example").contains("  logah " + command);
  }
}
