package org.logah.api.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.DType;
import org.logah.api.Shape;

/** Files of several blocks, which are written in another thread. */
class LargeFileTest {
  private static final int LONG = 2 * BlockOutput.BLOCK + 12_345;

  @TempDir Path folder;

  private static TensorDeclaration declared(String name, int bytes) {
    return new TensorDeclaration(name, DType.U8, Shape.of(bytes));
  }

  private static byte[] content(int bytes, long seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return content;
  }

  /** In chunks that end at no block's end. */
  private static ByteSource source(byte[] content) {
    return consumer -> {
      for (int at = 0; at < content.length; ) {
        int count = Math.min(777_777, content.length - at);
        consumer.accept(ByteBuffer.wrap(content, at, count));
        at += count;
      }
    };
  }

  private static ByteSource failingAfter(byte[] content, int bytes) {
    return consumer -> {
      source(Arrays.copyOf(content, bytes)).read(consumer);
      throw new IOException("device is gone");
    };
  }

  private void requireContents(Path file, Map<String, byte[]> contents) throws IOException {
    try (TensorSource source = TensorSource.open(file)) {
      for (Map.Entry<String, byte[]> content : contents.entrySet()) {
        assertThat(FileBytes.read(source, content.getKey())).isEqualTo(content.getValue());
      }
    }
  }

  private static long writers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("safetensors blocks"))
        .count();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BlockOutput.BLOCK - 1, BlockOutput.BLOCK, LONG})
  void keepsTheBytesOfTensorsAcrossBlocks(int bytes) throws IOException {
    Path file = folder.resolve("t.safetensors");
    byte[] first = content(LONG, 1);
    byte[] second = content(bytes, 2);
    byte[] third = content(5, 3);
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFile(
            file, List.of(declared("a", LONG), declared("b", bytes), declared("c", 5)), Map.of())) {
      writer.write("a", source(first));
      writer.write("b", source(second));
      writer.write("c", source(third));
      writer.commit();
    }
    requireContents(file, Map.of("a", first, "b", second, "c", third));
  }

  @Test
  void keepsTheBytesOfShards() throws IOException {
    byte[] first = content(LONG, 1);
    byte[] second = content(LONG, 2);
    byte[] third = content(3, 3);
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFolder(
            folder,
            List.of(declared("a", LONG), declared("b", LONG), declared("c", 3)),
            Map.of(),
            LONG + 3)) {
      writer.write("a", source(first));
      writer.write("b", source(second));
      writer.write("c", source(third));
      writer.commit();
    }
    requireContents(folder, Map.of("a", first, "b", second, "c", third));
    assertThat(FileBytes.namesIn(folder)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, BlockOutput.BLOCK + 100, LONG})
  void aLongTensorThatFailedMayBeWrittenAgain(int bytesBefore) throws IOException {
    Path file = folder.resolve("t.safetensors");
    byte[] first = content(1000, 1);
    byte[] second = content(LONG, 2);
    byte[] third = content(LONG, 3);
    try (SafetensorsWriter writer =
        SafetensorsWriter.toFile(
            file,
            List.of(declared("a", 1000), declared("b", LONG), declared("c", LONG)),
            Map.of())) {
      writer.write("a", source(first));
      assertThatThrownBy(() -> writer.write("b", failingAfter(content(LONG, 9), bytesBefore)))
          .isInstanceOf(IOException.class)
          .hasMessage("device is gone");
      writer.write("b", source(second));
      writer.write("c", source(third));
      writer.commit();
    }
    requireContents(file, Map.of("a", first, "b", second, "c", third));
  }

  @Test
  void leavesNoThreadAndNoFile() throws IOException {
    byte[] content = content(LONG, 1);
    long before = writers();
    for (int i = 0; i < 3; i++) {
      try (SafetensorsWriter writer =
          SafetensorsWriter.toFile(
              folder.resolve("t"), List.of(declared("a", LONG), declared("b", 1)), Map.of())) {
        writer.write("a", source(content));
        assertThat(writers()).isEqualTo(before + 1);
      }
      assertThat(FileBytes.namesIn(folder)).isEmpty();
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (writers() > before && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(writers()).isEqualTo(before);
    }
  }
}
