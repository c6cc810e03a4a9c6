package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void whatIsPredictedIsEvaluatedAsWhatWasWritten() throws IOException {
    Path images = TinyData.images(folder.resolve("images"));
    Path vit = TinyData.vit(folder.resolve("vit.json"));
    Path written = folder.resolve("written");
    CommandRun.of(
        "predict",
        vit,
        "--layout",
        "hf",
        "--out",
        written,
        "--backend",
        "libtorch",
        "--ghn",
        "logah-tiny");
    JsonNode stored = eval(written, "--data", images);
    JsonNode predicted = eval(vit, "--data", images, "--ghn", "logah-tiny");
    assertThat(stored.path("loss").asDouble())
        .isCloseTo(predicted.path("loss").asDouble(), within(1e-5));
    assertThat(stored.path("targets").asInt()).isEqualTo(30);
    assertThat(predicted.path("split").asText()).isEqualTo("test");
    JsonNode heldOut =
        eval(vit, "--data", images, "--split", "validation", "--validation-images", 9);
    assertThat(heldOut.path("targets").asInt()).isEqualTo(9);
    assertThat(CommandRun.of("eval", vit, "--data", images, "--backend", "libtorch").out())
        .contains("accuracy", "30 targets of the test data");
  }

  @Test
  void batchesAtATimeChangeNoResult() throws IOException {
    Path gpt = TinyData.gpt(folder.resolve("gpt.json"));
    // A batch has 4,096 tokens, so these are three.
    Path text =
        Files.writeString(
            folder.resolve("text.txt"), "The cat sat on the mat; the dog lay down.\n".repeat(800));
    JsonNode oneByOne = eval(gpt, "--text", text, "--jobs", 1);
    assertThat(oneByOne.path("targets").asInt()).isGreaterThan(8192);
    assertThat(eval(gpt, "--text", text, "--jobs", 3)).isEqualTo(oneByOne);
    assertThat(eval(gpt, "--text", text)).isEqualTo(oneByOne);
  }

  @Test
  void aWidenedModelComputesWhatTheNarrowOneDoes() throws IOException {
    Path images = TinyData.images(folder.resolve("images"));
    Path wide = TinyData.vit(folder.resolve("wide.json"));
    Path narrow =
        Files.writeString(
            folder.resolve("narrow.json"),
            TinyData.vit(2, 8, TinyData.CLASSES).replace("\"num_heads\": 2", "\"num_heads\": 1"));
    Path written = folder.resolve("written");
    CommandRun run =
        CommandRun.of(
            "predict",
            wide,
            "--widen-from",
            8,
            "--out",
            written,
            "--backend",
            "libtorch",
            "--ghn",
            "logah-tiny");
    assertThat(run.exitCode()).as(run.err()).isZero();
    double expected = eval(narrow, "--data", images, "--ghn", "logah-tiny").path("loss").asDouble();
    assertThat(eval(written, "--data", images).path("loss").asDouble())
        .isCloseTo(expected, within(1e-5));
    assertThat(
            eval(wide, "--data", images, "--ghn", "logah-tiny", "--widen-from", 8, "--noise", 3)
                .path("loss")
                .asDouble())
        .isCloseTo(expected, within(1e-5));
    assertThat(eval(wide, "--data", images, "--ghn", "logah-tiny").path("loss").asDouble())
        .isNotCloseTo(expected, within(1e-5));
    refuses("is not a multiple of 7", "eval", wide, "--data", images, "--widen-from", 7);
    refuses("--noise belongs to --widen-from", "predict", wide, "--noise", 1, "--out", "none");
    refuses(
        "leave --widen-from out", "predict", wide, "--factored", "--widen-from", 8, "--out", "x");
  }

  private static JsonNode eval(Path model, Object... more) throws IOException {
    Object[] args = new Object[more.length + 5];
    System.arraycopy(
        new Object[] {"eval", model, "--json", "--backend", "libtorch"}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    CommandRun run = CommandRun.of(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  @Test
  void randomNetworksAreDiverseAndRepeatedOnesAreNot() throws IOException {
    Path set =
        Files.writeString(
            folder.resolve("set.jsonl"), TinyData.vit(2, 8, 3).replaceAll("\\n", "") + "\n");
    JsonNode random = eval(set, "--diversity", "--init", "random", "--count", 1);
    JsonNode twice = eval(set, "--diversity", "--init", "random", "--count", 2);
    assertThat(random.path("meanDistance").asDouble()).isGreaterThan(0.1);
    // The second network is the first again, so half of all pairs are no different.
    for (JsonNode shape : twice.path("shapes")) {
      for (JsonNode once : random.path("shapes")) {
        if (once.path("shape").equals(shape.path("shape"))) {
          assertThat(shape.path("tensors").asInt()).isEqualTo(2 * once.path("tensors").asInt());
          assertThat(shape.path("meanDistance").asDouble())
              .isCloseTo(once.path("meanDistance").asDouble(), within(1e-6));
        }
      }
    }
  }

  @Test
  void mistakesGetOneLine() {
    Path images = TinyData.images(folder.resolve("images"));
    Path vit = TinyData.vit(folder.resolve("vit.json"));
    refuses("no data are given", "eval", vit);
    refuses("give --validation-images", "eval", vit, "--data", images, "--split", "validation");
    refuses("holds no model", "eval", images, "--data", images);
    refuses("--count is 0", "eval", "vits-small", "--diversity", "--count", 0);
    refuses("--jobs is 0", "eval", vit, "--data", images, "--jobs", 0);
  }

  private static void refuses(String part, Object... args) {
    CommandRun run = CommandRun.of(args);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.failure()).startsWith("logah: ").contains(part);
  }
}
