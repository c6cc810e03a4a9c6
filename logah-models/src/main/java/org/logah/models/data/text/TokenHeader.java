package org.logah.models.data.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.logah.api.safetensors.CorruptFileException;

/** The header of a file of tokens, as {@link TokenFile} describes it. */
record TokenHeader(int width, long vocabulary, long count, int sum) {
  static final int BYTES = 40;
  private static final byte[] MAGIC = "LoGAHtok".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int TWO_BYTES = 1 << 16;

  /** Bytes of a token. */
  static int width(long vocabulary) {
    return vocabulary <= TWO_BYTES ? Short.BYTES : Integer.BYTES;
  }

  ByteBuffer encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putInt(VERSION).putInt(width).putLong(vocabulary).putLong(count).putInt(sum);
    return bytes.putInt(check(bytes)).flip();
  }

  /** The header of a file whose size fits it. */
  static TokenHeader read(Path file, FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    byte[] magic = new byte[MAGIC.length];
    bytes.get(0, magic);
    if (bytes.hasRemaining() || !Arrays.equals(magic, MAGIC)) {
      throw new CorruptFileException(file, "it is no file of tokens; make one from the text first");
    }
    int version = bytes.getInt(MAGIC.length);
    if (version != VERSION) {
      throw new CorruptFileException(
          file, "its format has version %d, not %d; make it anew".formatted(version, VERSION));
    }
    if (bytes.getInt(BYTES - Integer.BYTES) != check(bytes)) {
      throw new CorruptFileException(file, "its header does not have its own checksum");
    }
    bytes.position(MAGIC.length + Integer.BYTES);
    TokenHeader header =
        new TokenHeader(bytes.getInt(), bytes.getLong(), bytes.getLong(), bytes.getInt());
    long size = channel.size() - BYTES;
    if (header.width != width(header.vocabulary)
        || header.count < 0
        || size % header.width != 0
        || size / header.width != header.count) {
      throw new CorruptFileException(
          file,
          "%d tokens of %d bytes are not the %d bytes that it has"
              .formatted(header.count, header.width, size));
    }
    return header;
  }

  private static int check(ByteBuffer bytes) {
    CRC32C check = new CRC32C();
    check.update(bytes.duplicate().position(0).limit(BYTES - Integer.BYTES));
    return (int) check.getValue();
  }
}
