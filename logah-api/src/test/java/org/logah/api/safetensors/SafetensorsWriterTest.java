package org.logah.api.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

class SafetensorsWriterTest {
  private static final TensorDeclaration A = new TensorDeclaration("a", DType.F32, Shape.of(2, 1));
  private static final TensorDeclaration B = new TensorDeclaration("b", DType.U8, Shape.of(3));
  private static final TensorDeclaration C = new TensorDeclaration("c", DType.I64, Shape.of(2));
  private static final ByteSource EIGHT =
      consumer -> consumer.accept(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
  private static final ByteSource THREE =
      consumer -> consumer.accept(ByteBuffer.wrap(new byte[] {9, 10, 11}));
  private static final ByteSource SIXTEEN =
      consumer -> {
        EIGHT.read(consumer);
        EIGHT.read(consumer);
      };
  private static final ByteSource FULL_DISK =
      consumer -> {
        consumer.accept(ByteBuffer.allocate(4));
        throw new IOException("No space left on device");
      };

  @TempDir Path folder;

  @Test
  void writesTheBytesOfTheFormat() throws IOException {
    Path file = folder.resolve("t.safetensors");
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFile(file, List.of(A, B), Map.of("z", "1", "y", "é"))) {
      writer.write("a", EIGHT);
      writer.write("b", THREE);
      assertThat(file).doesNotExist();
      writer.commit();
    }
    String header =
        "{\"__metadata__\":{\"y\":\"é\",\"z\":\"1\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]}}";
    byte[] text = header.getBytes(UTF_8);
    int padded = (text.length + 7) / 8 * 8;
    byte[] expected = FileBytes.of(header + " ".repeat(padded - text.length), 11);
    for (int i = 0; i < 11; i++) {
      expected[8 + padded + i] = (byte) (i + 1);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    assertThat(FileBytes.namesIn(folder)).containsExactly("t.safetensors");
  }

  @Test
  void piecesMakeTheFileThatTheWholeMakes() throws IOException {
    MemoryBackend memory = new MemoryBackend();
    Path whole = folder.resolve("whole.safetensors");
    Path pieces = folder.resolve("pieces.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(whole, List.of(C, A), Map.of())) {
      writer.write("c", SIXTEEN);
      writer.write("a", EIGHT);
      writer.commit();
    }
    long element = 0x0807060504030201L;
    try (Tensor one = memory.backend().tensor(new long[] {element}, 1);
        Tensor two = memory.backend().tensor(new long[] {element, element}, 2);
        Tensor none = memory.backend().tensor(new long[0], 0);
        SafetensorsWriter writer = SafetensorsWriter.toFile(pieces, List.of(C, A), Map.of())) {
      writer.append("c", one);
      writer.append("c", none);
      assertThatThrownBy(() -> writer.append("c", two))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor \"c\" has more than the declared 16 bytes");
      assertThatThrownBy(() -> writer.write("c", SIXTEEN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor \"c\" has begun in pieces and goes on in pieces");
      assertThatThrownBy(() -> writer.append("a", one))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor \"a\" comes where \"c\" was declared");
      assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
      writer.append("c", one);
      assertThatThrownBy(() -> writer.append("a", one))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor \"a\" was declared as F32, not I64");
      writer.write("a", EIGHT);
      writer.commit();
    }
    assertThat(pieces).hasSameBinaryContentAs(whole);
  }

  @Test
  void writesTensorsOfABackend() throws IOException {
    MemoryBackend memory = new MemoryBackend();
    Path file = folder.resolve("t.safetensors");
    try (Tensor tensor = memory.backend().tensor(new float[] {1, -2}, 2, 1);
        SafetensorsWriter writer = SafetensorsWriter.toFile(file, List.of(A), Map.of())) {
      writer.write("a", tensor);
      writer.commit();
    }
    try (TensorSource source = TensorSource.open(file);
        Tensor tensor = source.load("a", memory.backend())) {
      assertThat(tensor.shape()).isEqualTo(A.shape());
      assertThat(tensor.toFloats()).containsExactly(1, -2);
    }
  }

  @Test
  void refusesTensorsOtherThanDeclared() throws IOException {
    MemoryBackend memory = new MemoryBackend();
    try (SafetensorsWriter writer =
            SafetensorsWriter.toFile(folder.resolve("t"), List.of(A, B), Map.of());
        Tensor flat = memory.backend().tensor(new float[] {1, 2}, 2);
        Tensor wide = memory.backend().tensor(new double[] {1, 2}, 2, 1)) {
      assertThatThrownBy(() -> writer.write("b", THREE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor \"b\" comes where \"a\" was declared");
      assertThatThrownBy(() -> writer.write("a", flat))
          .isInstanceOf(ShapeMismatchException.class)
          .hasMessage("tensor \"a\" was declared with shape [2, 1], not [2]");
      assertThatThrownBy(() -> writer.write("a", wide))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor \"a\" was declared as F32, not F64");
      assertThatThrownBy(() -> writer.write("a", THREE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor \"a\" has 3 bytes, fewer than the declared 8");
      assertThatThrownBy(() -> writer.write("a", SIXTEEN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor \"a\" has more than the declared 8 bytes");
      writer.write("a", EIGHT);
      assertThatThrownBy(writer::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("1 of 2 tensors have not been written, the next is \"b\"");
      writer.write("b", THREE);
      assertThatThrownBy(() -> writer.write("c", THREE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor \"c\" follows the last one that was declared");
    }
    assertThat(FileBytes.namesIn(folder)).isEmpty();
  }

  @Test
  void tellsAllUnfitNamesAtOnce() {
    TensorDeclaration reserved = new TensorDeclaration("__metadata__", DType.U8, Shape.of(1));
    TensorDeclaration broken = new TensorDeclaration("\ud800", DType.U8, Shape.of(1));
    TensorDeclaration deep = new TensorDeclaration("d", DType.U8, Shape.of(new long[65]));
    Path file = folder.resolve("t");
    assertThatThrownBy(
            () ->
                SafetensorsWriter.toFile(
                    file, List.of(A, A, reserved, broken, deep), Map.of("k", "\udc00")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file
                + " cannot be written: tensor \"a\" is declared twice;"
                + " no tensor may be named __metadata__;"
                + " the name \"\ud800\" has half of a surrogate pair;"
                + " tensor \"d\" has more than 64 dimensions;"
                + " the metadata \"k\" has half of a surrogate pair");
  }

  @Test
  void refusesSizesBeyondALong() {
    assertThatThrownBy(() -> new TensorDeclaration("a", DType.F32, Shape.of(1L << 61)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor a of F32 [2305843009213693952] has more bytes than a long counts");
    TensorDeclaration half = new TensorDeclaration("h", DType.U8, Shape.of(1L << 62));
    TensorDeclaration rest = new TensorDeclaration("r", DType.U8, Shape.of(1L << 62));
    assertThatThrownBy(
            () -> SafetensorsWriter.toFile(folder.resolve("t"), List.of(half, rest), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("the tensors up to r have more bytes than a file can hold");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesAHeaderAbove100Megabytes() {
    String text = "x".repeat(25_000_001);
    assertThatThrownBy(
            () ->
                SafetensorsWriter.toFile(
                    folder.resolve("t"),
                    List.of(),
                    Map.of("a", text, "b", text, "c", text, "d", text)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("exceeds 100 MB");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aTensorBeyondTwoGigabytesTakesNoMemoryToDeclare() throws IOException {
    TensorDeclaration big = new TensorDeclaration("big", DType.F32, Shape.of(1L << 40));
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFile(folder.resolve("t"), List.of(big, B), Map.of())) {
      assertThatThrownBy(() -> writer.write("big", THREE))
          .hasMessage("tensor \"big\" has 3 bytes, fewer than the declared 4398046511104");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFailureLeavesTheOldFile() throws IOException {
    Path file = Files.writeString(folder.resolve("t.safetensors"), "old");
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, List.of(A, C), Map.of())) {
      writer.write("a", EIGHT);
      assertThatThrownBy(() -> writer.write("c", FULL_DISK))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
    }
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, List.of(A), Map.of())) {
      ByteSource failing =
          consumer -> {
            throw new UncheckedIOException(new IOException("device is gone"));
          };
      assertThatThrownBy(() -> writer.write("a", failing))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("device is gone");
    }
    assertThat(FileBytes.namesIn(folder)).containsExactly("t.safetensors");
    assertThat(file).hasContent("old");
  }

  @Test
  void aTensorThatFailedMayBeWrittenAgain() throws IOException {
    Path file = folder.resolve("t.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, List.of(A), Map.of())) {
      assertThatThrownBy(() -> writer.write("a", FULL_DISK)).isInstanceOf(IOException.class);
      writer.write("a", EIGHT);
      writer.commit();
    }
    try (TensorSource source = TensorSource.open(file)) {
      assertThat(FileBytes.read(source, "a")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }
  }

  @Test
  void shardsCarryTheirNumberAndAnIndex() throws IOException {
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFolder(folder, List.of(A, B, C), Map.of("format", "pt"), 11)) {
      writer.write("a", EIGHT);
      writer.write("b", THREE);
      writer.write("c", SIXTEEN);
      assertThat(FileBytes.namesIn(folder)).allMatch(name -> name.endsWith(".partial"));
      writer.commit();
    }
    assertThat(FileBytes.namesIn(folder))
        .containsExactly(
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json");
    assertThat(Files.readString(folder.resolve("model.safetensors.index.json")))
        .isEqualTo(
            """
            {
              "metadata" : {
                "total_size" : 27
              },
              "weight_map" : {
                "a" : "model-00001-of-00002.safetensors",
                "b" : "model-00001-of-00002.safetensors",
                "c" : "model-00002-of-00002.safetensors"
              }
            }
            """);
  }

  @Test
  void shardsThatAreNotCommittedLeaveTheOldOnes() throws IOException {
    shardsCarryTheirNumberAndAnIndex();
    byte[] old = Files.readAllBytes(folder.resolve("model-00002-of-00002.safetensors"));
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFolder(folder, List.of(A, C), Map.of(), 10)) {
      writer.write("a", EIGHT);
      assertThatThrownBy(() -> writer.write("c", FULL_DISK)).isInstanceOf(IOException.class);
    }
    assertThat(FileBytes.namesIn(folder)).hasSize(3);
    assertThat(folder.resolve("model-00002-of-00002.safetensors")).hasBinaryContent(old);
    try (TensorSource source = TensorSource.open(folder)) {
      assertThat(source.tensors()).containsOnlyKeys("a", "b", "c");
    }
  }

  @Test
  void newShardsReplaceOldOnes() throws IOException {
    shardsCarryTheirNumberAndAnIndex();
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFolder(folder, List.of(A, C), Map.of(), 10)) {
      writer.write("a", EIGHT);
      writer.write("c", SIXTEEN);
      writer.commit();
    }
    try (TensorSource source = TensorSource.open(folder)) {
      assertThat(source.tensors()).containsOnlyKeys("a", "c");
    }
  }

  @Test
  void refusesToMixOneFileWithShards() throws IOException {
    Path sharded = folder.resolve("sharded");
    Path single = folder.resolve("single");
    Files.createDirectory(sharded);
    Files.createDirectory(single);
    Path index = Files.writeString(sharded.resolve("model.safetensors.index.json"), "{}");
    Path one = Files.writeString(single.resolve("model.safetensors"), "x");
    assertThatThrownBy(() -> SafetensorsWriter.toFolder(sharded, List.of(A, B), Map.of(), 100))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            index
                + " is there already and would be mixed up with the new checkpoint;"
                + " delete it or choose another folder");
    assertThatThrownBy(() -> SafetensorsWriter.toFolder(single, List.of(A, B), Map.of(), 8))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(one + " is there already");
    assertThatThrownBy(() -> SafetensorsWriter.toFolder(single, List.of(A), Map.of(), 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("a shard cannot have 0 bytes");
  }
}
