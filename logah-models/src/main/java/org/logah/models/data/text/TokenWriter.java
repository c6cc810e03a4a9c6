package org.logah.models.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;
import org.logah.api.safetensors.AtomicFile;

/** Writes a file of tokens, token by token. */
final class TokenWriter implements IntConsumer, AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final AtomicFile file;
  private final long vocabulary;
  private final int width;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C sum = new CRC32C();
  private long count;

  TokenWriter(Path path, long vocabulary) throws IOException {
    this.vocabulary = vocabulary;
    this.width = TokenHeader.width(vocabulary);
    this.file = AtomicFile.open(path);
    file.channel().position(TokenHeader.BYTES);
  }

  @Override
  public void accept(int token) {
    if (token < 0 || token >= vocabulary) {
      throw new IllegalArgumentException(
          "the encoder gave token %d of a vocabulary of %d".formatted(token, vocabulary));
    }
    if (buffer.remaining() < width) {
      flush();
    }
    if (width == Short.BYTES) {
      buffer.putShort((short) token);
    } else {
      buffer.putInt(token);
    }
    count++;
  }

  void commit() throws IOException {
    flush();
    ByteBuffer header = new TokenHeader(width, vocabulary, count, (int) sum.getValue()).encoded();
    file.channel().position(0);
    write(header);
    file.commit();
  }

  private void flush() {
    buffer.flip();
    sum.update(buffer.duplicate());
    try {
      write(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be written: %s".formatted(file.target(), e), e);
    }
    buffer.clear();
  }

  private void write(ByteBuffer bytes) throws IOException {
    FileChannel channel = file.channel();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
