package org.logah.api.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;

class SafetensorsFolderTest {
  @TempDir Path folder;

  private void shard(String fileName, String... names) throws IOException {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"from\":\"" + fileName + "\"}");
    for (int i = 0; i < names.length; i++) {
      header.append(
          ",\"%s\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[%d,%d]}"
              .formatted(names[i], i, i + 1));
    }
    Files.write(
        folder.resolve(fileName), FileBytes.of(header.append('}').toString(), names.length));
  }

  private Path index(String text) throws IOException {
    return Files.writeString(folder.resolve("model.safetensors.index.json"), text);
  }

  private void assertCorrupt(Path index, String problems) {
    assertThatThrownBy(() -> TensorSource.open(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessage(index + " is corrupt: " + problems);
  }

  @Test
  void readsShardsAsOne() throws IOException {
    shard("m-1.safetensors", "a", "b");
    shard("m-2.safetensors", "c");
    index(
        """
        {"weight_map": {"c": "m-2.safetensors", "b": "m-1.safetensors", "a": "m-1.safetensors"},
         "metadata": {"total_size": 3, "more": {"x": [1]}}}""");
    MemoryBackend memory = new MemoryBackend();
    try (TensorSource source = TensorSource.open(folder);
        Tensor c = source.load("c", memory.backend())) {
      assertThat(source.tensors().keySet()).containsExactly("a", "b", "c");
      assertThat(source.metadata()).containsEntry("from", "m-1.safetensors").hasSize(1);
      assertThat(FileBytes.read(source, "b")).hasSize(1);
      assertThat(c.shape().elements()).isOne();
      assertThatThrownBy(() -> source.read("d", chunk -> {}))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(folder + " has no tensor \"d\"");
    }
  }

  @Test
  void readsTheOneFileOfAFolder() throws IOException {
    shard("model.safetensors", "a");
    try (TensorSource source = TensorSource.open(folder)) {
      assertThat(source.tensors()).containsOnlyKeys("a");
    }
  }

  @Test
  void anEmptyFolderIsTheUsersMistake() {
    assertThatThrownBy(() -> TensorSource.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the folder %s holds neither model.safetensors nor model.safetensors.index.json"
                .formatted(folder));
  }

  @Test
  void tellsAllProblemsOfTheShardsAtOnce() throws IOException {
    shard("m-1.safetensors", "a", "twice", "extra");
    shard("m-2.safetensors", "twice", "moved");
    Files.write(folder.resolve("m-4.safetensors"), new byte[3]);
    Path index =
        index(
            """
            {"weight_map": {"a": "m-1.safetensors", "lost": "m-1.safetensors",
             "twice": "m-1.safetensors", "moved": "m-1.safetensors", "b": "m-2.safetensors",
             "c": "m-3.safetensors", "d": "m-4.safetensors"}}""");
    assertCorrupt(
        index,
        "the shard m-1.safetensors holds tensor \"extra\", which the index does not name; "
            + "the shards m-1.safetensors and m-2.safetensors both hold tensor \"twice\"; "
            + "the shard m-2.safetensors holds tensor \"moved\", which the index places in "
            + "m-1.safetensors; "
            + "there is no file "
            + folder.resolve("m-3.safetensors")
            + "; "
            + folder.resolve("m-4.safetensors")
            + " is corrupt: it has 3 bytes, fewer than the 8 of the header length; "
            + "the shard m-1.safetensors lacks tensor \"lost\"; "
            + "the shard m-2.safetensors lacks tensor \"b\"");
  }

  @Test
  void tellsTheFirstTwentyOfManyProblems() throws IOException {
    StringBuilder text = new StringBuilder("{\"weight_map\":{\"a\":1");
    for (int i = 0; i < 24; i++) {
      text.append(",\"t%d\":2".formatted(i));
    }
    Path index = index(text.append("}}").toString());
    assertThatThrownBy(() -> TensorSource.open(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith(index + " is corrupt: the shard of tensor \"a\" is not a string; ")
        .hasMessageEndingWith("the shard of tensor \"t18\" is not a string; and 5 more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "[]|the index has no object weight_map",
        "{\"weight_map\":[]}|the index has no object weight_map",
        "{\"metadata\":{}}|the index has no object weight_map",
        "{\"weight_map\":{}} {}|more JSON follows the closing brace",
        "{\"weight_map\":{\"a\":\"s\",\"a\":\"s\"}}|tensor \"a\" is there twice",
        "{\"weight_map\":{\"a\":[\"s\"]}}|the shard of tensor \"a\" is not a string",
        "{\"weight_map\":{\"a\":\"../s\"}}|the shard \"../s\" of tensor \"a\" is not a plain file"
            + " name",
        "{\"weight_map\":{\"a\":\"/s\"}}|the shard \"/s\" of tensor \"a\" is not a plain file name",
        "{\"weight_map\":{\"a\":\"b\\\\s\"}}|the shard \"b\\s\" of tensor \"a\" is not a plain file"
            + " name",
        "{\"weight_map\":{\"a\":\"..\"}}|the shard \"..\" of tensor \"a\" is not a plain file name",
        "{\"weight_map\":{\"a\":\"\"}}|the shard \"\" of tensor \"a\" is not a plain file name",
        "{\"weight_map\":{\"a\":\"s\\u0000\"}}|the shard \"s\u0000\" of tensor \"a\" is not a plain"
            + " file name",
      })
  void theIndexIsHeldToItsRules(String text, String problem) throws IOException {
    assertCorrupt(index(text), problem);
  }

  @Test
  void theIndexIsJson() throws IOException {
    Path index = index("{\"weight_map\":");
    assertThatThrownBy(() -> TensorSource.open(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith(index + " is corrupt: the index is not valid JSON near character");
    index("{\"metadata\":" + "[".repeat(100_000) + "}");
    assertThatThrownBy(() -> TensorSource.open(folder)).isInstanceOf(CorruptFileException.class);
  }
}
