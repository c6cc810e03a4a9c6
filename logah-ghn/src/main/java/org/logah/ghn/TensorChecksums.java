package org.logah.ghn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.logah.api.safetensors.ByteSource;
import org.logah.api.safetensors.CorruptFileException;
import org.logah.api.safetensors.StoredTensor;
import org.logah.api.safetensors.TensorSource;

/** CRC-32 of every block of every tensor, so that a part of a file can be checked by itself. */
final class TensorChecksums {
  private static final int BLOCK = 4 << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, List<String>> blocks = new LinkedHashMap<>();

  /** Takes the sums of one tensor. */
  void add(String name, ByteSource bytes) throws IOException {
    List<String> sums = new ArrayList<>();
    CRC32 crc = new CRC32();
    int[] filled = {0};
    bytes.read(
        chunk -> {
          ByteBuffer rest = chunk.duplicate();
          while (rest.hasRemaining()) {
            int count = Math.min(BLOCK - filled[0], rest.remaining());
            crc.update(rest.slice(rest.position(), count));
            rest.position(rest.position() + count);
            filled[0] += count;
            if (filled[0] == BLOCK) {
              sums.add(text(crc));
              filled[0] = 0;
            }
          }
        });
    if (filled[0] > 0) {
      sums.add(text(crc));
    }
    blocks.put(name, sums);
  }

  private static String text(CRC32 crc) {
    String text = "%08x".formatted(crc.getValue());
    crc.reset();
    return text;
  }

  /** As the metadata hold them. */
  String json() {
    ObjectNode json = MAPPER.createObjectNode();
    blocks.forEach(
        (name, sums) -> {
          ArrayNode array = json.putArray(name);
          sums.forEach(array::add);
        });
    return json.toString();
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws CorruptFileException naming every tensor that has not one sum for each of its blocks
   */
  static TensorChecksums read(Path file, String text, Map<String, StoredTensor> tensors) {
    JsonNode json;
    try {
      json = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CorruptFileException(file, "its checksums are not JSON: " + e.getOriginalMessage());
    }
    TensorChecksums checksums = new TensorChecksums();
    List<String> problems = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          List<String> sums = new ArrayList<>();
          json.path(name).forEach(sum -> sums.add(sum.asText()));
          long expected = (tensor.bytes() + BLOCK - 1) / BLOCK;
          if (sums.size() != expected) {
            problems.add(
                "tensor %s has %d checksums, not %d".formatted(name, sums.size(), expected));
          }
          checksums.blocks.put(name, sums);
        });
    if (!problems.isEmpty()) {
      throw new CorruptFileException(file, problems);
    }
    return checksums;
  }

  /**
   * Checks the blocks that some bytes of a tensor lie in.
   *
   * @throws CorruptFileException naming the first block that is not what it was
   */
  void verify(Path file, TensorSource source, String name, long begin, long end)
      throws IOException {
    long size = source.tensors().get(name).bytes();
    for (long at = begin / BLOCK * BLOCK; at < end; at += BLOCK) {
      CRC32 crc = new CRC32();
      source.read(name, at, Math.min(at + BLOCK, size), crc::update);
      String expected = blocks.get(name).get((int) (at / BLOCK));
      String actual = text(crc);
      if (!actual.equals(expected)) {
        throw new CorruptFileException(
            file,
            "bytes %d to %d of tensor %s have CRC-32 %s, not %s as noted"
                .formatted(at, Math.min(at + BLOCK, size), name, actual, expected));
      }
    }
  }
}
