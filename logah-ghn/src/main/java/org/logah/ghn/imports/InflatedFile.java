package org.logah.ghn.imports;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.logah.api.safetensors.CorruptFileException;

/** What a zlib-compressed file holds, in a temporary file that goes when it is closed. */
final class InflatedFile implements AutoCloseable {
  /** Parameters hardly compress; more than this is no checkpoint. */
  private static final int LARGEST_RATIO = 16;

  private static final int CHUNK = 1 << 16;

  private final FileChannel channel;

  InflatedFile(Path file) throws IOException {
    channel =
        FileChannel.open(
            Files.createTempFile("logah-import", ".pickle"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try {
      inflate(file);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  FileChannel channel() {
    return channel;
  }

  private void inflate(Path file) throws IOException {
    long most = LARGEST_RATIO * Files.size(file);
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = new InflaterInputStream(Files.newInputStream(file))) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, count);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        if (channel.position() > most) {
          throw new CorruptFileException(
              "%s: inflates to more than %d times its size".formatted(file, LARGEST_RATIO));
        }
      }
    } catch (ZipException | EOFException e) {
      throw new CorruptFileException(
          "%s: the zlib stream is cut off or damaged (%s)".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
