package org.logah.ghn.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.logah.api.safetensors.CorruptFileException;

/** Bytes at long offsets, in a file or in memory. */
interface ByteSource {
  /** What to call it in an error. */
  String name();

  long size();

  /**
   * Fills the target from this offset on.
   *
   * @throws CorruptFileException if the source ends before
   */
  void read(long offset, ByteBuffer target) throws IOException;

  /** The error of something wrong at a byte offset. */
  default CorruptFileException corrupt(long offset, String what) {
    return new CorruptFileException("%s, byte %d: %s".formatted(name(), offset, what));
  }

  static ByteSource of(String name, byte[] bytes) {
    return new ByteSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void read(long offset, ByteBuffer target) {
        if (target.remaining() > bytes.length - offset) {
          throw corrupt(offset, "the file ends here");
        }
        target.put(bytes, Math.toIntExact(offset), target.remaining());
      }
    };
  }

  static ByteSource of(String name, FileChannel channel) throws IOException {
    long size = channel.size();
    return new ByteSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long size() {
        return size;
      }

      @Override
      public void read(long offset, ByteBuffer target) throws IOException {
        long position = offset;
        while (target.hasRemaining()) {
          int count = channel.read(target, position);
          if (count < 0) {
            throw corrupt(position, "the file ends here");
          }
          position += count;
        }
      }
    };
  }
}
