package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.models.Gpt2Config;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.architectures.ArchitectureFile;

class SampleCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void aFileHoldsWhatIsDrawn() throws IOException {
    Path file = folder.resolve("deep/vits.jsonl");
    CommandRun run = CommandRun.of("sample", "vits-1k", "--count", 60, "--seed", 1, "--out", file);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("vits-1k with seed 1: 60 architectures")
        .contains("layers (value:count)", "width (value:count)", "heads (value:count)")
        .containsPattern("parameters: least [\\d,]+, median [\\d,]+, most [\\d,]+");
    List<ModelConfig> configs = ArchitectureFile.read(file);
    assertThat(configs).hasSize(60);
    CommandRun printed = CommandRun.of("sample", "vits-1k", "--count", 60, "--seed", 1);
    assertThat(printed.out()).isEqualTo(Files.readString(file));
    assertThat(printed.err()).isEqualTo(run.out());
    assertThat(CommandRun.of("sample", "vits-1k", "--count", 60, "--seed", 2).out())
        .isNotEqualTo(printed.out());
  }

  @Test
  void theSummaryCountsWhatIsInTheFile() throws IOException {
    Path file = folder.resolve("gpts.jsonl");
    CommandRun run =
        CommandRun.of("sample", "gpts-1k", "--count", 40, "--out", file, "--json", "--tied");
    JsonNode json = JSON.readTree(run.out());
    List<ModelConfig> configs = ArchitectureFile.read(file);
    assertThat(configs).allMatch(config -> ((Gpt2Config) config).tied());
    assertThat(json.path("set").asText()).isEqualTo("gpts-1k");
    assertThat(json.path("held_out").asBoolean(true)).isFalse();
    assertThat(json.path("count").asInt()).isEqualTo(40);
    for (ModelConfig config : configs) {
      long alike = configs.stream().filter(each -> each.width() == config.width()).count();
      assertThat(json.at("/width/" + config.width()).asLong()).isEqualTo(alike);
    }
    long[] parameters = configs.stream().mapToLong(ModelConfig::parameterCount).sorted().toArray();
    assertThat(json.at("/parameters/min").asLong()).isEqualTo(parameters[0]);
    assertThat(json.at("/parameters/median").asLong()).isEqualTo(parameters[19]);
    assertThat(json.at("/parameters/max").asLong()).isEqualTo(parameters[39]);
    assertThat(json.at("/heads/8").asInt()).isEqualTo(40);
  }

  @Test
  void heldOutNetworksAreTheTestSet() throws IOException {
    Path file = folder.resolve("test.jsonl");
    CommandRun run = CommandRun.of("sample", "vits-small", "--held-out", "--out", file);
    assertThat(run.out())
        .startsWith("vits-small held out: 4 architectures")
        .contains("pair, pair, deeper, wider");
    assertThat(ArchitectureFile.read(file))
        .extracting(config -> List.of(config.layers(), config.width()))
        .containsExactly(List.of(4, 96), List.of(3, 128), List.of(9, 96), List.of(4, 192));
    JsonNode json =
        JSON.readTree(CommandRun.of("sample", "vits-small", "--held-out", "--json").err());
    assertThat(json.path("held_out").asBoolean()).isTrue();
    assertThat(json.at("/novelty/2").asText()).isEqualTo("deeper");
  }

  @Test
  void settingsOfTheDataReachTheNetworks() throws IOException {
    Path file = folder.resolve("images.jsonl");
    CommandRun run =
        CommandRun.of(
            "sample",
            "vits-widths",
            "--count",
            30,
            "--image-size",
            64,
            "--patch-size",
            "8,16",
            "--classes",
            100,
            "--out",
            file);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(ArchitectureFile.read(file))
        .extracting(config -> (VisionTransformerConfig) config)
        .allMatch(vit -> vit.imageSize() == 64 && vit.classes() == 100)
        .extracting(VisionTransformerConfig::patchSize)
        .containsOnly(8, 16);
    assertThat(CommandRun.of("sample", "gpts-small", "--vocabulary", 256, "--positions", 64).out())
        .contains("\"vocab_size\":256", "\"n_positions\":64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vits-1k", "gpts-1k", "llama-1k", "vits-widths", "gpts-small", "gpts-widths"})
  void everySetCanBeDrawnAndTested(String set) {
    assertThat(CommandRun.of("sample", set, "--count", 3).out().lines()).hasSize(3);
    assertThat(CommandRun.of("sample", set, "--held-out").out()).startsWith("{\"");
  }

  @Test
  void mistakesGetOneLine() throws IOException {
    refuses(List.of("sample", "vits-2k"), "there is no set of architectures vits-2k", "vits-1k");
    refuses(List.of("sample", "vits-1k", "--count", 0), "--count is 0");
    refuses(List.of("sample", "vits-1k", "--held-out", "--count", 4), "leave --count out");
    refuses(
        List.of("sample", "gpts-1k", "--classes", 4, "--image-size", 32), "image size", "classes");
    refuses(List.of("sample", "vits-1k", "--patch-size", "5"), "do not divide into patches of 5");
    refuses(List.of("sample", "vits-1k", "--patch-size", "4,4"), "each once");
    refuses(List.of("sample", "vits-1k", "--patch-size", "four"), "four");
    refuses(List.of("sample"), "SET");
    Path mine = Files.writeString(folder.resolve("mine.jsonl"), "mine");
    refuses(List.of("sample", "vits-small", "--out", mine), "--force");
    assertThat(mine).hasContent("mine");
    assertThat(CommandRun.of("sample", "vits-small", "--out", mine, "--force").exitCode()).isZero();
    assertThat(ArchitectureFile.read(mine)).hasSize(1000);
  }

  private static void refuses(List<?> args, String... parts) {
    CommandRun run = CommandRun.of(args.toArray());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.failure()).startsWith("logah: ").contains(parts);
  }
}
