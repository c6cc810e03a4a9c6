package org.logah.api.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.random.RandomStream;

/** What is written is read back. */
class RoundTripTest {
  private Path folder;

  @BeforeTry
  void createFolder() throws IOException {
    folder = Files.createTempDirectory("logah-round-trip");
  }

  @AfterTry
  void deleteFolder() throws IOException {
    for (String name : FileBytes.namesIn(folder)) {
      Files.delete(folder.resolve(name));
    }
    Files.delete(folder);
  }

  @Provide
  Arbitrary<List<TensorDeclaration>> declarations() {
    Arbitrary<String> names =
        Arbitraries.strings()
            .ofMaxLength(12)
            .filter(name -> StrictJson.isEncodable(name) && !name.equals("__metadata__"));
    Arbitrary<Shape> shapes =
        Arbitraries.longs().between(0, 7).array(long[].class).ofMaxSize(4).map(Shape::of);
    Arbitrary<TensorDeclaration> tensors =
        Combinators.combine(names, Arbitraries.of(DType.class), shapes).as(TensorDeclaration::new);
    return tensors.list().ofMaxSize(12).uniqueElements(TensorDeclaration::name);
  }

  static byte[] content(TensorDeclaration tensor) {
    RandomStream random = RandomStream.named(7, tensor.name());
    byte[] bytes = new byte[(int) tensor.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.integer(i, 256);
    }
    return bytes;
  }

  private static void writeAll(SafetensorsWriter writer, List<TensorDeclaration> tensors)
      throws IOException {
    for (TensorDeclaration tensor : tensors) {
      ByteBuffer bytes = ByteBuffer.wrap(content(tensor));
      int half = bytes.remaining() / 2;
      writer.write(
          tensor.name(),
          consumer -> {
            consumer.accept(bytes.slice(0, half));
            consumer.accept(bytes.slice(half, bytes.limit() - half));
          });
    }
    writer.commit();
  }

  private static void assertHolds(
      TensorSource source, List<TensorDeclaration> tensors, Map<String, String> metadata)
      throws IOException {
    assertThat(source.metadata()).isEqualTo(metadata);
    assertThat(source.tensors()).hasSize(tensors.size());
    for (TensorDeclaration tensor : tensors) {
      StoredTensor stored = source.tensors().get(tensor.name());
      assertThat(stored.dtype()).isEqualTo(tensor.dtype());
      assertThat(stored.shape()).isEqualTo(tensor.shape());
      assertThat(FileBytes.read(source, tensor.name())).isEqualTo(content(tensor));
    }
  }

  @Property(tries = 150, seed = "1")
  void oneFile(
      @ForAll("declarations") List<TensorDeclaration> tensors,
      @ForAll @Size(max = 4) Map<String, String> texts)
      throws IOException {
    Map<String, String> metadata = new TreeMap<>(texts);
    metadata.entrySet().removeIf(e -> !StrictJson.isEncodable(e.getKey() + " " + e.getValue()));
    Path file = folder.resolve("a.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, tensors, metadata)) {
      writeAll(writer, tensors);
    }
    assertThat(FileBytes.namesIn(folder)).containsExactly("a.safetensors");
    try (TensorSource source = TensorSource.open(file)) {
      assertHolds(source, tensors, metadata);
    }
    byte[] first = Files.readAllBytes(file);
    assertThat(ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFile(file, tensors, new LinkedHashMap<>(metadata))) {
      writeAll(writer, tensors);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
  }

  @Property(tries = 150, seed = "2")
  void shards(
      @ForAll("declarations") List<TensorDeclaration> tensors,
      @ForAll @IntRange(min = 1, max = 4_000) int maxShardBytes)
      throws IOException {
    Map<String, String> metadata = Map.of("format", "pt");
    List<Path> targets;
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFolder(folder, tensors, metadata, maxShardBytes)) {
      targets = writer.targets();
      writeAll(writer, tensors);
    }
    assertThat(FileBytes.namesIn(folder))
        .containsExactlyElementsOf(
            targets.stream().map(path -> path.getFileName().toString()).sorted().toList());
    for (Path target : targets) {
      if (target.toString().endsWith(".safetensors")) {
        try (SafetensorsFile shard = SafetensorsFile.open(target)) {
          long bytes = shard.tensors().values().stream().mapToLong(StoredTensor::bytes).sum();
          long filled =
              shard.tensors().values().stream().filter(tensor -> tensor.bytes() > 0).count();
          assertThat(bytes <= maxShardBytes || filled == 1).isTrue();
        }
      }
    }
    try (TensorSource source = TensorSource.open(folder)) {
      assertHolds(source, tensors, metadata);
    }
  }

  @Example
  void aFileOfAnotherWriterIsCopied() throws IOException {
    byte[] original = FileBytes.resource("smallcnn.safetensors");
    Path from = Files.write(folder.resolve("from.safetensors"), original);
    Path to = folder.resolve("to.safetensors");
    try (SafetensorsFile source = SafetensorsFile.open(from)) {
      List<TensorDeclaration> tensors = new ArrayList<>();
      for (StoredTensor tensor : source.tensors().values()) {
        tensors.add(new TensorDeclaration(tensor.name(), tensor.dtype(), tensor.shape()));
      }
      try (SafetensorsWriter writer = SafetensorsWriter.toFile(to, tensors, source.metadata())) {
        for (TensorDeclaration tensor : tensors) {
          writer.write(tensor.name(), consumer -> source.read(tensor.name(), consumer));
        }
        writer.commit();
      }
      try (SafetensorsFile copy = SafetensorsFile.open(to)) {
        assertThat(copy.tensors()).isEqualTo(source.tensors());
        assertThat(new ArrayList<>(copy.tensors().keySet()))
            .isEqualTo(new ArrayList<>(source.tensors().keySet()));
        assertThat(copy.metadata()).isEqualTo(source.metadata());
        int dataBytes =
            (int) source.tensors().values().stream().mapToLong(StoredTensor::bytes).sum();
        byte[] written = Files.readAllBytes(to);
        assertThat(Arrays.copyOfRange(written, written.length - dataBytes, written.length))
            .isEqualTo(Arrays.copyOfRange(original, original.length - dataBytes, original.length));
      }
    }
  }
}
