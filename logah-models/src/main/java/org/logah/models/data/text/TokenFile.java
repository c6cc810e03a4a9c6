package org.logah.models.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.CorruptFileException;

/**
 * A file of tokens, mapped into memory. All numbers are little-endian:
 *
 * <pre>
 * file     = header tokens
 * header   = magic version width vocabulary count sum check       40 bytes
 * magic    = "LoGAHtok"                                            8 bytes
 * version  = 1                                                     4 bytes
 * width    = 2, or 4 if the vocabulary has more than 65,536        4 bytes
 * vocabulary                how many different tokens there are    8 bytes
 * count                     how many tokens follow                 8 bytes
 * sum                       CRC-32C of the tokens                  4 bytes
 * check                     CRC-32C of the header up to here       4 bytes
 * tokens   = count unsigned numbers of width bytes each
 * </pre>
 *
 * Safe for several threads. The mapping ends when the object is no longer reachable.
 */
public final class TokenFile {
  private static final int MAP_BYTES = 1 << 30;

  private final Path file;
  private final TokenHeader header;
  private final MappedByteBuffer[] maps;

  private TokenFile(Path file, TokenHeader header, MappedByteBuffer[] maps) {
    this.file = file;
    this.header = header;
    this.maps = maps;
  }

  /**
   * Opens a file and compares its checksums, for which it is read once.
   *
   * @throws CorruptFileException if it is no file of tokens, of another version, cut short or
   *     changed
   * @throws UncheckedIOException if it cannot be read
   */
  public static TokenFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "%s is no file; make a file of tokens from texts first".formatted(file));
    }
    try (FileChannel channel = FileChannel.open(file)) {
      TokenHeader header = TokenHeader.read(file, channel);
      long bytes = header.count() * header.width();
      MappedByteBuffer[] maps = new MappedByteBuffer[(int) ((bytes + MAP_BYTES - 1) / MAP_BYTES)];
      CRC32C sum = new CRC32C();
      for (int i = 0; i < maps.length; i++) {
        long start = (long) i * MAP_BYTES;
        maps[i] =
            channel.map(
                MapMode.READ_ONLY, TokenHeader.BYTES + start, Math.min(MAP_BYTES, bytes - start));
        maps[i].order(ByteOrder.LITTLE_ENDIAN);
        sum.update(maps[i].duplicate());
      }
      if ((int) sum.getValue() != header.sum()) {
        throw new CorruptFileException(
            file, "its tokens do not have the checksum of its header; make it anew");
      }
      return new TokenFile(file, header, maps);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /**
   * Writes the tokens of texts, one after the other with an end-of-text token between each two,
   * into a file that appears when it is complete.
   *
   * @param texts files in UTF-8
   * @return the file, opened
   * @throws InvalidInputException if there is no text, or one is not UTF-8; the message names it
   * @throws UncheckedIOException if reading or writing fails
   */
  public static TokenFile encode(List<Path> texts, TokenEncoder encoder, Path file) {
    for (Path text : texts) {
      if (!Files.isRegularFile(text)) {
        throw new InvalidInputException("%s is no file of text".formatted(text));
      }
    }
    if (texts.isEmpty()) {
      throw new InvalidInputException("%s cannot be made of no texts".formatted(file));
    }
    try (TokenWriter writer = new TokenWriter(file, encoder.vocabulary())) {
      for (int i = 0; i < texts.size(); i++) {
        if (i > 0) {
          writer.accept(encoder.endOfText());
        }
        TextParts.read(texts.get(i), part -> encoder.encode(part, writer));
      }
      writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be made: %s".formatted(file, e), e);
    }
    return open(file);
  }

  /** Where the file lies. */
  public Path path() {
    return file;
  }

  /** How many different tokens there may be. */
  public long vocabulary() {
    return header.vocabulary();
  }

  /** How many tokens the file has. */
  public long count() {
    return header.count();
  }

  /** Token number {@code index} from 0 on. */
  public int token(long index) {
    if (index < 0 || index >= header.count()) {
      throw new IndexOutOfBoundsException(
          "token %d of the %d of %s".formatted(index, header.count(), file));
    }
    long at = index * header.width();
    ByteBuffer map = maps[(int) (at / MAP_BYTES)];
    int inMap = (int) (at % MAP_BYTES);
    return header.width() == Short.BYTES ? map.getShort(inMap) & 0xFFFF : map.getInt(inMap);
  }
}
