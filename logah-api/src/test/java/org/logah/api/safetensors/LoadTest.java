package org.logah.api.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;

class LoadTest {
  private static final int COLUMNS = 37;
  private static final int ROWS = 11;

  @TempDir Path folder;
  private final MemoryBackend memory = new MemoryBackend();
  private Path file;
  private long[] values;

  @BeforeEach
  void writeFile() throws IOException {
    file = folder.resolve("t.safetensors");
    values = IntStream.range(0, ROWS * COLUMNS).mapToLong(i -> i * 77L - 1000).toArray();
    List<TensorDeclaration> tensors =
        List.of(
            new TensorDeclaration("x", DType.I64, Shape.of(ROWS, COLUMNS)),
            new TensorDeclaration("empty", DType.F32, Shape.of(4, 0)),
            new TensorDeclaration("scalar", DType.BOOL, Shape.scalar()));
    try (Tensor x = memory.backend().tensor(values, ROWS, COLUMNS);
        SafetensorsWriter writer = SafetensorsWriter.toFile(file, tensors, Map.of())) {
      writer.write("x", x);
      writer.write("empty", consumer -> {});
      writer.write("scalar", consumer -> consumer.accept(ByteBuffer.wrap(new byte[] {1})));
      writer.commit();
    }
  }

  @Test
  void loadsAndReadsParts() throws IOException {
    try (SafetensorsFile source = SafetensorsFile.open(file);
        Tensor rows = source.load("x", 3, 5, memory.backend());
        Tensor none = source.load("x", ROWS, ROWS, memory.backend())) {
      assertThat(rows.shape()).isEqualTo(Shape.of(2, COLUMNS));
      assertThat(rows.toLongs())
          .containsExactly(Arrays.copyOfRange(values, 3 * COLUMNS, 5 * COLUMNS));
      assertThat(none.shape()).isEqualTo(Shape.of(0, COLUMNS));
      List<Long> read = new ArrayList<>();
      source.read("x", 16, 40, bytes -> read.add(bytes.getLong(bytes.position())));
      assertThat(read).containsExactly(values[2]);
      source.read("x", 8, 8, bytes -> read.add(0L));
      assertThat(read).hasSize(1);
      assertThatThrownBy(() -> source.load("x", 3, ROWS + 1, memory.backend()))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> source.read("x", 0, 8 * values.length + 1, bytes -> {}))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> source.load("y", 0, 1, memory.backend()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("has no tensor \"y\"");
    }
  }

  @Test
  void loadsWhole() throws IOException {
    try (SafetensorsFile source = SafetensorsFile.open(file);
        Tensor x = source.load("x", memory.backend());
        Tensor empty = source.load("empty", memory.backend());
        Tensor scalar = source.load("scalar", memory.backend())) {
      assertThat(x.shape()).isEqualTo(Shape.of(ROWS, COLUMNS));
      assertThat(x.toLongs()).isEqualTo(values);
      assertThat(empty.shape()).isEqualTo(Shape.of(4, 0));
      assertThat(scalar.dtype()).isEqualTo(DType.BOOL);
      assertThat(scalar.shape()).isEqualTo(Shape.scalar());
      assertThatThrownBy(() -> source.load("y", memory.backend()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(file + " has no tensor \"y\"");
    }
    assertThat(memory.openTensors()).isZero();
  }

  @Test
  void loadsInPieces() throws IOException {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      for (int pieceBytes = 8; pieceBytes < 8 * ROWS * COLUMNS; pieceBytes += 8 * 31) {
        try (Tensor x = source.load("x", memory.backend(), pieceBytes)) {
          assertThat(x.shape()).isEqualTo(Shape.of(ROWS, COLUMNS));
          assertThat(x.toLongs()).isEqualTo(values);
          assertThat(memory.openTensors()).isOne();
        }
      }
    }
  }

  @Test
  void loadedTensorsBelongToTheOpenScope() throws IOException {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      try (Scope scope = memory.backend().openScope()) {
        for (int i = 0; i < 100; i++) {
          source.load("x", memory.backend());
          source.load("x", memory.backend(), 800);
        }
        assertThat(scope).isNotNull();
        assertThat(memory.openTensors()).isEqualTo(200);
      }
      assertThat(memory.openTensors()).isZero();
    }
  }

  @Test
  void severalThreadsReadAtOnce() throws Exception {
    byte[] expected;
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      expected = FileBytes.read(source, "x");
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<byte[]>> reads =
            IntStream.range(0, 200)
                .mapToObj(i -> threads.submit(() -> FileBytes.read(source, "x")))
                .toList();
        for (Future<byte[]> read : reads) {
          assertThat(read.get()).isEqualTo(expected);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void aFileThatShrinksIsToldAsSuch() throws IOException {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
        channel.truncate(300);
      }
      assertThatThrownBy(() -> source.load("x", memory.backend()))
          .isInstanceOf(IOException.class)
          .hasMessage(file + " became shorter while it was read: nothing at byte 300");
    }
  }
}
