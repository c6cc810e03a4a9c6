package org.logah.api.safetensors;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files made by hand, byte for byte, for tests. */
final class FileBytes {
  private FileBytes() {}

  /** A file of this header and as many zeros. */
  static byte[] of(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return withLength(text.length, text, dataBytes);
  }

  static byte[] withLength(long length, byte[] header, int dataBytes) {
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .array();
  }

  static byte[] resource(String name) {
    try (InputStream in = FileBytes.class.getResourceAsStream("/safetensors/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a stored tensor. */
  static byte[] read(TensorSource source, String name) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(source.tensors().get(name).bytes())];
    int[] at = {0};
    source.read(
        name,
        chunk -> {
          int count = chunk.remaining();
          chunk.get(bytes, at[0], count);
          at[0] += count;
        });
    return bytes;
  }

  static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
