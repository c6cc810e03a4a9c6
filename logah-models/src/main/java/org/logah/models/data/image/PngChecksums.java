package org.logah.models.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/** The checksums of PNG files, which Java's decoder does not compare. */
final class PngChecksums {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int END = 0x49454E44;
  private static final int TYPE = Integer.BYTES;

  private PngChecksums() {}

  /**
   * @throws IOException with a message for users if a chunk is damaged or the last one missing
   */
  static void require(byte[] file) throws IOException {
    if (!Arrays.equals(file, 0, Math.min(file.length, SIGNATURE.length), SIGNATURE, 0, 8)) {
      throw new IOException("its PNG signature is damaged");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).position(SIGNATURE.length);
    int type = 0;
    while (type != END) {
      long length = bytes.remaining() < 2 * TYPE ? -1 : bytes.getInt();
      if (length < 0 || length + TYPE + Integer.BYTES > bytes.remaining()) {
        throw new IOException("it ends before its last PNG chunk does");
      }
      int start = bytes.position();
      type = bytes.getInt();
      CRC32 sum = new CRC32();
      sum.update(file, start, TYPE + (int) length);
      if (bytes.position(start + TYPE + (int) length).getInt() != (int) sum.getValue()) {
        throw new IOException("the PNG chunk at byte %d has another checksum".formatted(start));
      }
    }
  }
}
