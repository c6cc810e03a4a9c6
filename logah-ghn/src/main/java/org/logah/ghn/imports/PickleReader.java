package org.logah.ghn.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.logah.api.safetensors.CorruptFileException;

/**
 * A cursor over the bytes [start, end) of a source. Every claimed length is compared with the bytes
 * that are left before anything is allocated.
 */
final class PickleReader {
  private static final int WINDOW = 8192;

  /** Names and configuration values are short; a longer text is not one of ours. */
  private static final int LONGEST_TEXT = 65_536;

  private static final int LONGEST_LINE = 256;

  private final ByteSource source;
  private final long end;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
  private long windowEnd;

  PickleReader(ByteSource source, long start, long end) {
    this.source = source;
    this.end = end;
    window.limit(0);
    windowEnd = start;
  }

  PickleReader(ByteSource source) {
    this(source, 0, source.size());
  }

  ByteSource source() {
    return source;
  }

  /** Offset in the source of the next byte. */
  long position() {
    return windowEnd - window.remaining();
  }

  long remaining() {
    return end - position();
  }

  int unsignedByte() throws IOException {
    require(1);
    return window.get() & 0xff;
  }

  int unsignedShort() throws IOException {
    require(2);
    return window.getShort() & 0xffff;
  }

  int signedInt() throws IOException {
    require(4);
    return window.getInt();
  }

  long unsignedInt() throws IOException {
    return signedInt() & 0xffffffffL;
  }

  /** Eight bytes, least significant first. */
  long signedLong() throws IOException {
    require(8);
    return window.getLong();
  }

  /** Eight bytes, most significant first, as pickles hold real numbers. */
  double bigEndianDouble() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(signedLong()));
  }

  /** A two's complement number of this many bytes, eight at most. */
  long signedNumber(int bytes) throws IOException {
    if (bytes > 8) {
      throw corrupt(position(), "a number of %d bytes; 8 are the most read".formatted(bytes));
    }
    require(bytes);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (window.get() & 0xffL) << (8 * i);
    }
    int unused = 64 - 8 * bytes;
    return bytes == 0 ? 0 : value << unused >> unused;
  }

  String text(long length) throws IOException {
    long at = position();
    byte[] bytes = bytes(length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw corrupt(at, "text that is not UTF-8");
    }
  }

  byte[] bytes(long length) throws IOException {
    requireLeft(length);
    if (length > LONGEST_TEXT) {
      throw corrupt(
          position(), "a text of %d bytes; %d are the most read".formatted(length, LONGEST_TEXT));
    }
    byte[] bytes = new byte[(int) length];
    for (int filled = 0; filled < bytes.length; ) {
      require(1);
      int count = Math.min(window.remaining(), bytes.length - filled);
      window.get(bytes, filled, count);
      filled += count;
    }
    return bytes;
  }

  /** The bytes up to the next line feed, which is consumed. */
  String line() throws IOException {
    long at = position();
    StringBuilder line = new StringBuilder();
    for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
      if (line.length() == LONGEST_LINE) {
        throw corrupt(at, "a name longer than %d bytes".formatted(LONGEST_LINE));
      }
      line.append((char) next);
    }
    return line.toString();
  }

  void skip(long length) throws IOException {
    requireLeft(length);
    windowEnd = position() + length;
    window.limit(0);
  }

  CorruptFileException corrupt(long at, String what) {
    return source.corrupt(at, what);
  }

  /** Checks that this many bytes are left, which a negative number of bytes never are. */
  void requireLeft(long length) {
    if (length < 0 || length > remaining()) {
      throw corrupt(
          position(),
          "%s bytes are announced, %d are left; the file is cut off or damaged"
              .formatted(Long.toUnsignedString(length), remaining()));
    }
  }

  private void require(int bytes) throws IOException {
    if (window.remaining() >= bytes) {
      return;
    }
    requireLeft(bytes);
    long from = position();
    window.clear().limit((int) Math.min(WINDOW, end - from));
    source.read(from, window);
    window.flip();
    windowEnd = from + window.limit();
  }
}
