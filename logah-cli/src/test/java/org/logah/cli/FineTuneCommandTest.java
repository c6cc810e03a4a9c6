package org.logah.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FineTuneCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private Path images;
  private Path vit;

  @BeforeEach
  void makeData() {
    images = TinyData.images(folder.resolve("images"));
    vit = TinyData.vit(folder.resolve("vit.json"));
  }

  private CommandRun finetune(Path out, Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "finetune",
                vit,
                "--data",
                images,
                "--batch",
                12,
                "--out",
                out,
                "--backend",
                "libtorch",
                "--validation-images",
                12,
                "--learning-rate",
                0.003));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray());
  }

  private static double accuracy(Path model, Path images) throws IOException {
    CommandRun run =
        CommandRun.of(
            "eval",
            model,
            "--data",
            images,
            "--validation-images",
            12,
            "--backend",
            "libtorch",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JSON.readTree(run.out()).path("accuracy").asDouble();
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "orthogonal", "mimetic"})
  void aNetworkLearnsFromAnyInitialisation(String name) throws IOException {
    Path out = folder.resolve(name);
    CommandRun run = finetune(out, "--init", name, "--steps", 60, "--validate-every", 30);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().strip()).isEqualTo(out.resolve("model").toString());
    assertThat(accuracy(out.resolve("model"), images)).isGreaterThan(0.6);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines)
        .filteredOn(line -> line.path("split").asText().equals("validation"))
        .extracting(line -> line.path("step").asInt())
        .containsExactly(29, 59);
    assertThat(lines)
        .filteredOn(line -> line.has("learningRate"))
        .allMatch(line -> line.path("imagesPerSecond").asDouble() > 0);
  }

  @Test
  void aHeadIsDrawnAnewForOtherClasses() throws IOException {
    Path first = folder.resolve("first");
    Path twoClasses = Files.writeString(folder.resolve("two.json"), TinyData.vit(2, 16, 5));
    CommandRun predicted =
        CommandRun.of("predict", twoClasses, "--out", first, "--backend", "libtorch");
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    Path out = folder.resolve("transferred");
    CommandRun run =
        CommandRun.of(
            "finetune",
            "--init",
            first,
            "--classes",
            3,
            "--data",
            images,
            "--batch",
            12,
            "--validation-images",
            0,
            "--steps",
            3,
            "--out",
            out,
            "--backend",
            "libtorch");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("the output layer is drawn anew", "5 classes");
    assertThat(Files.readString(out.resolve("model/config.json"))).contains("\"num_classes\" : 3");
  }

  @Test
  void predictedWeightsGetNoise() throws IOException {
    Path plain = folder.resolve("plain");
    Path noisy = folder.resolve("noisy");
    assertThat(finetune(plain, "--ghn", "logah-tiny", "--steps", 1, "--layout", "hf").exitCode())
        .isZero();
    CommandRun run = finetune(noisy, "--ghn", "logah-tiny", "--noise", 0.1, "--steps", 1);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("UNTRAINED");
    assertThat(accuracy(plain.resolve("model"), images)).isBetween(0.0, 1.0);
    assertThat(Files.readAllBytes(plain.resolve("model/model.safetensors")))
        .isNotEqualTo(Files.readAllBytes(noisy.resolve("model/model.safetensors")));
  }

  @Test
  void aLanguageModelIsTrainedAndEvaluated() throws IOException {
    Path text = TinyData.text(folder.resolve("text.txt"));
    Path gpt = TinyData.gpt(folder.resolve("gpt.json"));
    Path out = folder.resolve("language");
    CommandRun run =
        CommandRun.of(
            "finetune",
            gpt,
            "--init",
            "random",
            "--data",
            text,
            "--validation-data",
            text,
            "--batch",
            4,
            "--length",
            16,
            "--steps",
            20,
            "--validate-every",
            20,
            "--learning-rate",
            0.02,
            "--label-smoothing",
            0.1,
            "--out",
            out,
            "--backend",
            "libtorch");
    assertThat(run.exitCode()).as(run.err()).isZero();
    CommandRun trained =
        CommandRun.of(
            "eval", out.resolve("model"), "--text", text, "--json", "--backend", "libtorch");
    CommandRun untrained =
        CommandRun.of(
            "eval", gpt, "--ghn", "logah-tiny", "--text", text, "--json", "--backend", "libtorch");
    assertThat(untrained.exitCode()).as(untrained.err()).isZero();
    assertThat(JSON.readTree(trained.out()).path("perplexity").asDouble())
        .isLessThan(JSON.readTree(untrained.out()).path("perplexity").asDouble() / 3);
    assertThat(JSON.readTree(untrained.out()).path("initialisation").asText())
        .isEqualTo("ghn logah-tiny");
  }

  @Test
  void mistakesGetOneLineAndNoFolder() {
    Path out = folder.resolve("out");
    refuses(finetune(out), "no initialisation is given");
    refuses(finetune(out, "--init", "best"), "there is no initialisation best");
    refuses(finetune(out, "--init", "random", "--noise", 1), "belong to the initialisation ghn");
    refuses(
        finetune(
            out,
            "--init",
            "best",
            "--length",
            0,
            "--warm-up",
            2,
            "--label-smoothing",
            1,
            "--shards",
            0,
            "--clip",
            0),
        "there is no initialisation best",
        "length 0",
        "the share of warm-up is 2.0",
        "the label smoothing is 1.0",
        "there are 0 shards",
        "largest gradient norm is 0.0");
    refuses(
        finetune(out, "--init", "random", "--recipe", "large"), "no recipe large", "paper-cifar");
    refuses(finetune(out, "--init", "random", "--classes", 4), "3 classes", "--classes 3");
    refuses(finetune(out, "--init", "random", "--resume", out), "either --out");
    refuses(CommandRun.of("finetune", "--resume", folder), "holds no run");
    refuses(CommandRun.of("finetune", "--out", out, "--init", "random"), "no MODEL is given");
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunThatCannotBeginLeavesTheFolderFree() throws IOException {
    Path out = folder.resolve("out");
    Path other = folder.resolve("other");
    assertThat(finetune(other, "--init", "random", "--steps", 1).exitCode()).isZero();
    refuses(finetune(out, "--ghn", "typo.safetensors"), "there is no hypernetwork");
    refuses(finetune(out, "--init", "random", "--widen-from", 7), "is not a multiple of 7");
    refuses(
        finetune(out, "--init", "random", "--schedule", "cosine_by_epoch", "--steps", 5),
        "needs 7 in all");
    Files.writeString(vit, TinyData.vit(1, 16, TinyData.CLASSES));
    refuses(finetune(out, "--init", other.resolve("model")), "differs in more than its classes");
    assertThat(out).doesNotExist();
    refuses(finetune(other, "--init", "random"), "holds a run");
    assertThat(CommandRun.of("finetune", "--resume", other).exitCode()).isZero();
  }

  @Test
  void textsOfOneNameAreKeptApart() throws IOException {
    Path gpt = TinyData.gpt(folder.resolve("gpt.json"));
    Path training = folder.resolve("training/part.txt");
    Path validation = folder.resolve("validation/part.txt");
    for (Path text : List.of(training, validation)) {
      Files.createDirectories(text.getParent());
      Files.writeString(text, (text.getParent().getFileName() + " ").repeat(100));
    }
    Path out = folder.resolve("language");
    CommandRun run =
        CommandRun.of(
            "finetune",
            gpt,
            "--init",
            "random",
            "--data",
            training,
            "--validation-data",
            validation,
            "--batch",
            4,
            "--length",
            16,
            "--steps",
            30,
            "--validate-every",
            30,
            "--learning-rate",
            0.05,
            "--out",
            out,
            "--backend",
            "libtorch");
    assertThat(run.exitCode()).as(run.err()).isZero();
    double trained = 0;
    double heldOut = 0;
    for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
      JsonNode json = JSON.readTree(line);
      if (json.has("split")) {
        heldOut = json.path("loss").asDouble();
      } else {
        trained = json.path("loss").asDouble();
      }
    }
    assertThat(heldOut).isGreaterThan(trained + 1);
  }

  @Test
  void inSixteenBitsTheLossIsScaledAndARunGoesOn() throws IOException {
    Path out = folder.resolve("out");
    CommandRun run =
        finetune(
            out, "--init", "random", "--steps", 3, "--precision", "f16", "--checkpoint-every", 2);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(new String(Files.readAllBytes(out.resolve("training.safetensors")), ISO_8859_1))
        .contains("\"lossScale\":\"65536\"", "\"finiteSteps\":\"3\"");
    assertThat(CommandRun.of("finetune", "--resume", out, "--precision", "f16").exitCode())
        .isZero();
  }

  private static void refuses(CommandRun run, String... parts) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.failure()).startsWith("logah: ").contains(parts);
  }
}
