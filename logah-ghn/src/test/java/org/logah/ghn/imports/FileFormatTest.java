package org.logah.ghn.imports;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.CorruptFileException;

/** Files that are none of those that can be imported. */
class FileFormatTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "1f8b0800000000000003, gzip",
    "425a683931415926, bzip2",
    "fd377a585a0000, xz",
    "5d00008000ffff, lzma",
    "04224d1864a7, lz4",
    "40000000000000007b2261223a7b, safetensors",
    "'', empty",
    "80, 'the first bytes 80'",
    "3c21444f43545950452068746d6c3e, '<!DOCTYPE html>'",
    "8005, byte 2",
    "8006, 'the first bytes 80 06'"
  })
  void otherFilesAreToldByTheirFirstBytes(String head, String told) throws IOException {
    Path file = Files.write(folder.resolve("model.pt"), HexFormat.of().parseHex(head));
    assertThatThrownBy(() -> ImportedCheckpoint.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model.pt")
        .hasMessageContaining(told);
  }

  @Test
  void formatsThatAreReadAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "Dear diary, today I trained.");
    assertThatThrownBy(() -> ImportedCheckpoint.read(file))
        .isExactlyInstanceOf(InvalidInputException.class)
        .hasMessageContaining("44 65 61 72")
        .hasMessageContaining("'Dear diary, toda'")
        .hasMessageContaining("torch.save files (zip or legacy) and joblib pickles");
  }

  @Test
  void missingFileIsTheWorldsFault() {
    assertThatThrownBy(() -> ImportedCheckpoint.read(folder.resolve("absent.pt")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void zlibStreamThatInflatesWithoutEndIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(new byte[10_000_000]);
    }
    refused(bytes.toByteArray(), "16 times");
  }

  @Test
  void zlibStreamThatIsCutOffIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write("some text".getBytes(StandardCharsets.US_ASCII));
    }
    byte[] whole = bytes.toByteArray();
    refused(Arrays.copyOf(whole, whole.length - 6), "zlib");
  }

  private void refused(byte[] bytes, String part) throws IOException {
    Path file = Files.write(folder.resolve("model.pt"), bytes);
    assertThatThrownBy(() -> ImportedCheckpoint.read(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("model.pt")
        .hasMessageContaining(part);
  }
}
