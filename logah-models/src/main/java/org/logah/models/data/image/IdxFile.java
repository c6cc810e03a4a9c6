package org.logah.models.data.image;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An IDX file of unsigned bytes: two zero bytes, the type 8, the rank, each size as a big-endian
 * 32-bit number, then the data.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTE = 8;

  private final int[] sizes;
  private final byte[] data;

  IdxFile(int[] sizes, byte[] data) {
    this.sizes = sizes;
    this.data = data;
  }

  int[] sizes() {
    return sizes;
  }

  byte[] data() {
    return data;
  }

  /** A file, or null after adding what is wrong with it to the problems. */
  static IdxFile read(Path file, int rank, List<String> problems) throws IOException {
    if (!Files.isRegularFile(file)) {
      problems.add("%s is missing".formatted(file));
      return null;
    }
    byte[] bytes;
    try {
      bytes = content(file);
    } catch (EOFException | ZipException e) {
      problems.add("%s cannot be unpacked (%s)".formatted(file, e.getMessage()));
      return null;
    }
    String problem = problem(bytes, rank);
    if (problem != null) {
      problems.add("%s %s".formatted(file, problem));
      return null;
    }
    int header = header(rank);
    return new IdxFile(sizes(bytes, rank), Arrays.copyOfRange(bytes, header, bytes.length));
  }

  /** The data as numbers. */
  int[] values() {
    int[] values = new int[data.length];
    Arrays.setAll(values, i -> data[i] & 0xFF);
    return values;
  }

  private static String problem(byte[] bytes, int rank) {
    int magic = UNSIGNED_BYTE << Byte.SIZE | rank;
    if (bytes.length < header(rank) || ByteBuffer.wrap(bytes).getInt() != magic) {
      return "is no IDX file of bytes with %d dimensions".formatted(rank);
    }
    long elements = 1;
    for (int size : sizes(bytes, rank)) {
      if (size < 1 || elements * size > Integer.MAX_VALUE) {
        return "says that it has sizes %s".formatted(Arrays.toString(sizes(bytes, rank)));
      }
      elements *= size;
    }
    int found = bytes.length - header(rank);
    return found == elements
        ? null
        : "has %d bytes of data where its sizes %s make %d"
            .formatted(found, Arrays.toString(sizes(bytes, rank)), elements);
  }

  private static int header(int rank) {
    return Integer.BYTES * (1 + rank);
  }

  private static int[] sizes(byte[] bytes, int rank) {
    int[] sizes = new int[rank];
    ByteBuffer.wrap(bytes, Integer.BYTES, Integer.BYTES * rank).asIntBuffer().get(sizes);
    return sizes;
  }

  private static byte[] content(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (!file.toString().endsWith(".gz")) {
      return bytes;
    }
    try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return unpacked.readAllBytes();
    }
  }
}
