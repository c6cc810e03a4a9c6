package org.logah.ghn.imports;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.logah.api.InvalidInputException;

/** The formats of checkpoint files, known by their first bytes. */
enum FileFormat {
  /** A zip file of torch.save. */
  TORCH_ARCHIVE,
  /** A stream of torch.save as before version 1.6. */
  TORCH_LEGACY,
  /** A bare pickle, as joblib writes it without compression. */
  PICKLE,
  /** A pickle that joblib compressed with zlib. */
  ZLIB_PICKLE;

  /** Bytes to look at. */
  static final int HEAD = 16;

  /**
   * The format of a file that starts like this.
   *
   * @throws InvalidInputException saying what the bytes look like if it is none of these
   */
  static FileFormat of(String file, byte[] head) {
    if (startsWith(head, 'P', 'K', 3, 4)) {
      return TORCH_ARCHIVE;
    }
    if (LegacyStream.isOne(head)) {
      return TORCH_LEGACY;
    }
    if (head.length > 1 && startsWith(head, 0x80) && head[1] >= 2 && head[1] <= 5) {
      return PICKLE;
    }
    // A zlib header: deflate with a 32 KiB window, and a multiple of 31 (RFC 1950).
    if (head.length > 1
        && startsWith(head, 0x78)
        && (0x7800 + (head[1] & 0xff)) % 31 == 0
        && (head[1] & 0x20) == 0) {
      return ZLIB_PICKLE;
    }
    throw new InvalidInputException(
        "%s: %s; torch.save files (zip or legacy) and joblib pickles (plain or zlib) can be imported"
            .formatted(file, describe(head)));
  }

  private static String describe(byte[] head) {
    if (head.length == 0) {
      return "the file is empty";
    }
    if (startsWith(head, 0x1f, 0x8b)) {
      return "a gzip-compressed file, to be decompressed first";
    }
    if (startsWith(head, 'B', 'Z', 'h')) {
      return "a bzip2-compressed file, to be decompressed first";
    }
    if (startsWith(head, 0xfd, '7', 'z', 'X', 'Z')) {
      return "an xz-compressed file, to be decompressed first";
    }
    if (startsWith(head, 0x5d, 0, 0)) {
      return "an lzma-compressed file, to be decompressed first";
    }
    if (startsWith(head, 4, 0x22, 0x4d, 0x18)) {
      return "an lz4-compressed file, to be decompressed first";
    }
    if (head.length > 8 && head[8] == '{' && head[7] == 0 && head[6] == 0) {
      return "a safetensors file by its first bytes, which needs no import";
    }
    return "the first bytes %s ('%s') are of no known format"
        .formatted(
            HexFormat.ofDelimiter(" ").formatHex(head),
            new String(head, StandardCharsets.ISO_8859_1).replaceAll("[^\\x20-\\x7e]", "."));
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
