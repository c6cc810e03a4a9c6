package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.StoredParameters;
import org.logah.api.safetensors.StoredTensor;
import org.logah.api.safetensors.TensorSource;
import org.logah.backend.javacpp.LibTorchBackend;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.PredictionOptions;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.layout.Layout;

/** Predicted folders hold what the hypernetwork predicts, in every layout, type and form. */
class PredictCommandTest {
  private static Backend backend;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    backend = LibTorchBackend.open(BackendOptions.cpu());
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  /** By an untrained hypernetwork, if no other is asked for. */
  private CommandRun predict(SmallModel model, Path out, Object... more) {
    List<Object> args =
        new ArrayList<>(List.of("predict", model.write(folder), "--out", out, "--quiet"));
    args.addAll(List.of(more));
    if (!args.contains("--ghn")) {
      args.addAll(List.of("--ghn", "logah-tiny"));
    }
    return CommandRun.of(args.toArray());
  }

  private static Map<String, Tensor> expected(Layout layout, long seed) {
    boolean vision = layout.config() instanceof VisionTransformerConfig;
    Family family = vision ? Family.VISION : Family.LANGUAGE;
    int classes = layout.config() instanceof VisionTransformerConfig vit ? vit.classes() : 10;
    HypernetworkConfig config = HypernetworkPreset.TINY.config(family, classes);
    StoredParameters parameters =
        StoredParameters.initial(Hypernetwork.parameters(config), backend, seed);
    return new Hypernetwork(config, parameters)
        .predict(List.of(layout.config().network()), PredictionOptions.of(family).withSeed(seed))
        .get(0)
        .tensors();
  }

  @ParameterizedTest
  @CsvSource({
    "GPT2_TIED, hf",
    "GPT2_TIED, hf-base",
    "GPT2_UNTIED, hf",
    "GPT2_UNTIED, hf-base",
    "LLAMA, hf",
    "VIT, torchvision",
    "VIT, timm",
    "VIT, hf"
  })
  void theFolderComputesWhatThePredictionComputes(SmallModel model, String layout)
      throws IOException {
    Path out = folder.resolve("out");
    CommandRun run = predict(model, out, "--layout", layout, "--seed", 3);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("UNTRAINED").contains("backend libtorch");
    try (Scope scope = backend.openScope()) {
      PredictedFolder read = PredictedFolder.read(out, backend);
      float[] direct = PredictedFolder.forward(read.layout(), expected(read.layout(), 3), backend);
      assertThat(read.forward(backend)).usingComparatorWithPrecision(1e-6f).containsExactly(direct);
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
    predict(SmallModel.VIT, folder.resolve("a"), "--seed", 5);
    predict(SmallModel.VIT, folder.resolve("b"), "--seed", 5, "--threads", 1);
    predict(SmallModel.VIT, folder.resolve("c"), "--seed", 6);
    byte[] first = Files.readAllBytes(folder.resolve("a/model.safetensors"));
    assertThat(folder.resolve("b/model.safetensors")).hasBinaryContent(first);
    assertThat(Files.readAllBytes(folder.resolve("c/model.safetensors"))).isNotEqualTo(first);
    assertThat(folder.resolve("a/config.json"))
        .hasSameTextualContentAs(folder.resolve("b/config.json"));
  }

  @ParameterizedTest
  @CsvSource({"bf16, BF16, bfloat16, 0.004", "f16, F16, float16, 0.0005"})
  void narrowTypesRoundWhatF32Holds(String option, DType dtype, String name, double relative)
      throws IOException {
    predict(SmallModel.LLAMA, folder.resolve("wide"));
    CommandRun run = predict(SmallModel.LLAMA, folder.resolve("narrow"), "--dtype", option);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("narrow/config.json")).content().contains("\"" + name + "\"");
    try (TensorSource source = TensorSource.open(folder.resolve("narrow"))) {
      assertThat(source.tensors().values()).extracting(StoredTensor::dtype).containsOnly(dtype);
    }
    try (Scope scope = backend.openScope()) {
      Map<String, Tensor> wide = PredictedFolder.read(folder.resolve("wide"), backend).parameters();
      PredictedFolder.read(folder.resolve("narrow"), backend)
          .parameters()
          .forEach(
              (parameter, tensor) -> {
                float[] exact = wide.get(parameter).toFloats();
                float[] rounded = tensor.toFloats();
                for (int i = 0; i < exact.length; i++) {
                  assertThat((double) rounded[i])
                      .as(parameter)
                      .isCloseTo(exact[i], offset(relative * Math.abs(exact[i]) + 1e-7));
                }
              });
    }
  }

  @Test
  void manyTensorsMakeShardsWithAnIndex() throws IOException {
    Path out = folder.resolve("sharded");
    CommandRun run = predict(SmallModel.GPT2_UNTIED, out, "--max-shard-size", "300KB");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(out.resolve("model.safetensors.index.json")).exists();
    assertThat(out.resolve("model.safetensors")).doesNotExist();
    predict(SmallModel.GPT2_UNTIED, folder.resolve("whole"));
    try (Scope scope = backend.openScope()) {
      assertThat(PredictedFolder.read(out, backend).forward(backend))
          .containsExactly(PredictedFolder.read(folder.resolve("whole"), backend).forward(backend));
    }
    CommandRun fewer = predict(SmallModel.GPT2_UNTIED, out, "--max-shard-size", "400KB", "--force");
    assertThat(fewer.exitCode()).as(fewer.err()).isZero();
    try (Scope scope = backend.openScope();
        var entries = Files.list(out)) {
      assertThat(PredictedFolder.read(out, backend).parameters()).isNotEmpty();
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.json",
              "model.safetensors.index.json",
              "model-00001-of-00002.safetensors",
              "model-00002-of-00002.safetensors");
    }
  }

  @Test
  void mixedPrecisionRoundsAndIsTold() throws IOException {
    predict(SmallModel.LLAMA, folder.resolve("full"));
    CommandRun run = predict(SmallModel.LLAMA, folder.resolve("mixed"), "--precision", "bf16");
    assertThat(run.exitCode()).as(run.err()).isZero();
    try (TensorSource source = TensorSource.open(folder.resolve("mixed"))) {
      assertThat(source.metadata()).containsEntry("backend", "libtorch (cpu, bf16)");
    }
    try (Scope scope = backend.openScope()) {
      float[] full = PredictedFolder.read(folder.resolve("full"), backend).forward(backend);
      float[] mixed = PredictedFolder.read(folder.resolve("mixed"), backend).forward(backend);
      assertThat(mixed).isNotEqualTo(full);
      float largest = 0;
      for (float value : full) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(mixed).usingComparatorWithPrecision(0.05f * largest).containsExactly(full);
    }
  }

  @Test
  void theResultAsJsonTellsWhatTheMetadataTell() throws IOException {
    Path tokenizer = Files.writeString(folder.resolve("t.json"), "{\"version\": \"1.0\"}");
    Path out = folder.resolve("new/deep/out");
    CommandRun run =
        predict(SmallModel.GPT2_TIED, out, "--json", "--tokenizer", tokenizer, "--cutoff", 7);
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = new JsonMapper().readTree(run.out());
    assertThat(json.path("parameters").asLong()).isEqualTo(28_992);
    assertThat(json.path("bytes").asLong()).isEqualTo(4 * 28_992);
    assertThat(json.path("files")).hasSize(3);
    assertThat(out.resolve("tokenizer.json")).hasSameTextualContentAs(tokenizer);
    try (TensorSource source = TensorSource.open(out)) {
      assertThat(source.metadata())
          .containsEntry("format", "pt")
          .containsEntry("hypernetwork", "untrained logah-tiny seed 0")
          .containsEntry("cutoff", "7")
          .containsEntry("seed", "0")
          .containsEntry("backend", "libtorch (cpu)")
          .containsEntry("family", "gpt2")
          .containsEntry("graph_sha256", json.path("graph_sha256").asText())
          .containsKeys("program", "layout");
    }
  }

  @Test
  void outNoneChecksumsTheBytesThatAFileWouldHold() throws IOException {
    CommandRun run =
        CommandRun.of(
            "predict", SmallModel.VIT.write(folder), "--layout", "hf", "--out", "none", "--crc");
    assertThat(run.exitCode()).as(run.err()).isZero();
    predict(SmallModel.VIT, folder.resolve("out"), "--layout", "hf", "--ghn", "vision-tiny");
    CRC32 crc = new CRC32();
    try (TensorSource source = TensorSource.open(folder.resolve("out"))) {
      for (String name : source.tensors().keySet()) {
        source.read(name, crc::update);
      }
    }
    assertThat(run.out()).contains("CRC-32 %08x".formatted(crc.getValue()));
  }

  @Test
  void optionsChangeTheModelAndAnExistingCheckpointIsReplacedByForceOnly() throws IOException {
    Path out = folder.resolve("out");
    predict(SmallModel.VIT, out);
    CommandRun refused = predict(SmallModel.VIT, out, "--classes", 11);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.failure()).contains("holds a predicted checkpoint").contains("--force");
    CommandRun forced =
        predict(SmallModel.VIT, out, "--classes", 11, "--image-size", 48, "--force");
    assertThat(forced.exitCode()).as(forced.err()).isZero();
    try (Scope scope = backend.openScope()) {
      PredictedFolder read = PredictedFolder.read(out, backend);
      assertThat(read.layout().config())
          .isInstanceOfSatisfying(
              VisionTransformerConfig.class,
              vit -> {
                assertThat(vit.classes()).isEqualTo(11);
                assertThat(vit.imageSize()).isEqualTo(48);
              });
    }
  }

  @ParameterizedTest
  @CsvSource({"VIT, vision-tiny", "GPT2_TIED, language-tiny", "LLAMA, language-tiny"})
  void modelsArePredictedByTheTrainedHypernetworkThatIsShipped(SmallModel model, String shipped)
      throws IOException {
    Path out = folder.resolve("out");
    CommandRun run = CommandRun.of("predict", model.write(folder), "--out", out, "--quiet");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .doesNotContain("UNTRAINED")
        .contains(shipped + " predicts for ")
        .contains("where it was trained with widths [64, 96, 128]")
        .matches(told -> told.contains("gpt2 models") == (model == SmallModel.LLAMA));
    try (TensorSource source = TensorSource.open(out)) {
      assertThat(source.metadata())
          .containsEntry("hypernetwork", shipped)
          .containsKey("hypernetwork_sha256");
    }
  }

  @Test
  void aMultipleOfAKnownWidthIsToldHowToWidenIt() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config.json"),
            """
            {"architecture": "vision_transformer", "image_size": 32, "patch_size": 8,
             "num_layers": 2, "num_heads": 6, "hidden_dim": 192, "mlp_dim": 768, "num_classes": 10}
            """);
    assertThat(CommandRun.of("predict", config, "--out", "none", "--quiet").err())
        .contains("width 192, where it was trained", "--widen-from 96 predicts");
    assertThat(
            CommandRun.of("predict", config, "--widen-from", 96, "--out", "none", "--quiet").err())
        .doesNotContain("trained");
  }

  @Test
  void nothingIsSaidOfANetworkLikeThoseOfTraining() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config.json"),
            """
            {"model_type": "gpt2", "n_embd": 96, "n_layer": 3, "n_head": 3, "vocab_size": 1000,
             "n_positions": 64}
            """);
    CommandRun run = CommandRun.of("predict", config, "--out", "none", "--quiet");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("language-tiny").doesNotContain("UNTRAINED");
  }

  @Test
  void aHypernetworkOfAnotherFamilyIsRefused() {
    CommandRun refused =
        CommandRun.of(
            "predict", SmallModel.GPT2_TIED.write(folder), "--out", "none", "--ghn", "vision-tiny");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.failure()).contains("vision-tiny predicts for models of family VISION");
  }

  @Test
  void aModelIsPredictedByItsName() {
    CommandRun run =
        CommandRun.of("predict", "vit-tiny-16", "--out", "none", "--ghn", "logah-tiny");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("vit-tiny-16: 5,717,416 parameters, 22.9 MB");
  }
}
