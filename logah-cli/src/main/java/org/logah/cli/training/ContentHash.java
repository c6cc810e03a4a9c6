package org.logah.cli.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells contents apart wherever they lie: the first 12 bytes of SHA-256, in hexadecimal. */
public final class ContentHash {
  private static final int BYTES = 12;
  private static final int BUFFER = 1 << 16;

  private ContentHash() {}

  /** That of a text. */
  public static String of(String text) {
    return shown(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** That of what a file holds. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return shown(digest.digest());
  }

  private static String shown(byte[] digest) {
    return HexFormat.of().formatHex(digest, 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
