package org.logah.models.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.logah.api.InvalidInputException;
import org.logah.models.ModelConfig;
import org.logah.models.RandomConfigs;
import org.logah.models.layout.Layout;

class ArchitectureFileTest {
  private static final String GOOD =
      "{\"architecture\":\"vision_transformer\",\"image_size\":32,\"patch_size\":8,"
          + "\"num_layers\":3,\"num_heads\":2,\"hidden_dim\":64,\"mlp_dim\":256,"
          + "\"num_classes\":10,\"layer_norm_eps\":1.0E-6}";
  private static final ArchitectureSettings NONE = ArchitectureSettings.NONE;

  private Path file;

  @BeforeProperty
  void makeFile() throws IOException {
    file = Files.createTempDirectory("architectures").resolve("set.jsonl");
  }

  @AfterProperty
  void deleteFile() throws IOException {
    Files.deleteIfExists(file);
    Files.delete(file.getParent());
  }

  @Provide
  Arbitrary<List<ModelConfig>> configs() {
    return RandomConfigs.any().list().ofMinSize(1).ofMaxSize(8);
  }

  @Property(tries = 60)
  void whatIsWrittenIsRead(@ForAll("configs") List<ModelConfig> configs) throws IOException {
    ArchitectureFile.write(file, configs);
    assertThat(ArchitectureFile.read(file)).isEqualTo(configs);
    assertThat(Files.readAllLines(file))
        .hasSameSizeAs(configs)
        .allSatisfy(line -> assertThat(Layout.fromConfigJson(line)).isNotNull());
  }

  @Provide
  Arbitrary<String> lines() {
    return Arbitraries.strings().ofMaxLength(40).filter(text -> !text.isBlank());
  }

  @Property(tries = 100)
  void damagedFilesAreRefusedWithTheirLine(@ForAll("lines") String rubbish) throws IOException {
    String line = rubbish.replaceAll("[\\r\\n]", "x");
    Files.write(file, (GOOD + "\n" + line + "\n" + GOOD).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ArchitectureFile.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": line 2: ")
        .hasMessageNotContaining("line 1:")
        .hasMessageNotContaining("line 3:");
  }

  @Example
  void everyProblemIsToldWithItsLine() throws IOException {
    Files.writeString(
        file,
        String.join(
            "\n",
            GOOD,
            "",
            "{\"architecture\":\"vision_transformer\",\"image_size\":30,\"patch_size\":8,"
                + "\"num_layers\":0,\"num_heads\":2,\"hidden_dim\":64,\"mlp_dim\":256}",
            "{\"model_type\":\"bert\"}",
            "[1]",
            "{\"model_type\":\"gpt2\",\"n_embd\":64,\"n_layer\":2,\"n_head\":\"2\"}"));
    assertThatThrownBy(() -> ArchitectureFile.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file
                + ": line 3: vision transformer configuration: layers is 0, not positive; image size"
                + " 30 is not a multiple of patch size 8; line 4: its model_type is \"bert\" and its"
                + " architecture ; known are the model types gpt2, llama and vit, and the"
                + " architectures vision_transformer and vit_*; line 5: it holds no JSON object;"
                + " line 6: vocab_size is missing; n_positions is missing; n_head is \"2\", not an"
                + " integer");
  }

  @Example
  void aFileOfRubbishIsToldInPart() throws IOException {
    Files.writeString(file, "x\n".repeat(1000));
    assertThatThrownBy(() -> ArchitectureFile.read(file))
        .hasMessageContaining("line 100: ")
        .hasMessageNotContaining("line 101: ")
        .hasMessageEndingWith("; and 900 more lines");
  }

  @Example
  void filesThatHoldNothing() throws IOException {
    refuses(file, "there is no file " + file);
    refuses(
        file.getParent(), file.getParent() + " is a folder; give a file of architectures in it");
    Files.writeString(file, "\n  \n");
    refuses(file, file + ": it holds no architecture; give one config.json to a line");
    Files.write(file, new byte[] {'{', (byte) 0xff, (byte) 0xfe, '}'});
    refuses(file, file + ": it is not text in UTF-8");
  }

  private static void refuses(Path path, String message) {
    assertThatThrownBy(() -> ArchitectureFile.read(path))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Example
  void aSetComesFromANameOrAFile() throws IOException {
    DrawnArchitectures drawn = ArchitectureCatalog.get("vits-small", NONE, 3);
    assertThat(ArchitectureCatalog.open("vits-small", NONE, 3).config(5))
        .isEqualTo(drawn.config(5));
    ArchitectureFile.write(file, drawn.first(20));
    ArchitectureSet read = ArchitectureCatalog.open(file.toString(), NONE, 3);
    assertThat(IntStream.range(0, 20).mapToObj(read::config).toList())
        .containsExactlyInAnyOrderElementsOf(drawn.first(20));
    assertThatThrownBy(
            () -> ArchitectureCatalog.open(file.toString(), NONE.withText(256, 64, true), 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no setting can be changed");
    assertThatThrownBy(() -> ArchitectureCatalog.open("none.jsonl", NONE, 3))
        .hasMessage("there is no file none.jsonl");
    assertThatThrownBy(() -> ArchitectureCatalog.open("vits-large", NONE, 3))
        .hasMessageStartingWith("there is no set of architectures vits-large; known are vits-1k");
  }

  @Property(tries = 30)
  void everyPassOfAListHoldsEachOnceInAnotherOrder(@ForAll long seed) {
    List<ModelConfig> configs = ArchitectureCatalog.get("vits-widths", NONE, 1).support();
    ArchitectureList list = new ArchitectureList(configs, seed);
    int size = configs.size();
    List<ModelConfig> first = LongStream.range(0, size).mapToObj(list::config).toList();
    List<ModelConfig> second = LongStream.range(size, 2L * size).mapToObj(list::config).toList();
    assertThat(first).containsExactlyInAnyOrderElementsOf(configs).isNotEqualTo(configs);
    assertThat(second).containsExactlyInAnyOrderElementsOf(configs).isNotEqualTo(first);
    assertThat(new ArchitectureList(configs, seed).config(size + 3L)).isEqualTo(second.get(3));
  }

  @Example
  void listsAreNotEmptyAndCountFromZero() {
    assertThatThrownBy(() -> new ArchitectureList(List.of(), 1))
        .isInstanceOf(InvalidInputException.class);
    List<ModelConfig> one = ArchitectureCatalog.get("vits-small", NONE, 1).first(1);
    assertThat(new ArchitectureList(one, 1).config(9)).isEqualTo(one.get(0));
    assertThatThrownBy(() -> new ArchitectureList(one, 1).config(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
