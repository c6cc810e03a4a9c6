package org.logah.api.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;

/** Every rule of the format, and what the reader says when it is broken. */
class FormatRulesTest {
  @TempDir Path folder;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("t.safetensors"), bytes);
  }

  private void assertCorrupt(byte[] bytes, String problem) throws IOException {
    Path file = write(bytes);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessage(file + " is corrupt: " + problem);
  }

  @Test
  void aMissingFileIsTheUsersMistake() {
    Path missing = folder.resolve("none.safetensors");
    assertThatThrownBy(() -> SafetensorsFile.open(missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there is no file " + missing);
    assertThatThrownBy(() -> SafetensorsFile.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(folder + " is not a file");
  }

  @Test
  void readsAnEmptyHeaderWithPadding() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(write(FileBytes.of("{}   ", 0)))) {
      assertThat(file.tensors()).isEmpty();
      assertThat(file.metadata()).isEmpty();
    }
  }

  @Test
  void readsTensorsInTheOrderOfTheirBytes() throws IOException {
    String header =
        """
        {"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]},\
        "__metadata__":{"k":"\\u00e9"},\
        "e":{"shape":[0,5],"data_offsets":[8,8],"dtype":"F64"},\
        "a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""";
    try (SafetensorsFile file = SafetensorsFile.open(write(FileBytes.of(header, 11)))) {
      assertThat(file.metadata()).containsExactly(Map.entry("k", "é"));
      assertThat(file.tensors().values())
          .containsExactly(
              new StoredTensor("a", DType.F32, Shape.of(2, 1), 0, 8),
              new StoredTensor("e", DType.F64, Shape.of(0, 5), 8, 8),
              new StoredTensor("b", DType.U8, Shape.of(3), 8, 11));
      assertThatThrownBy(() -> file.read("c", chunk -> {}))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageEndingWith("t.safetensors has no tensor \"c\"");
    }
  }

  @Test
  void theFileHoldsAHeaderLength() throws IOException {
    assertCorrupt(new byte[7], "it has 7 bytes, fewer than the 8 of the header length");
  }

  @Test
  void theHeaderIsBelow100MegabytesAndInTheFile() throws IOException {
    byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
    assertCorrupt(
        FileBytes.withLength(100_000_001, text, 0), "the header length 100000001 exceeds 100 MB");
    assertCorrupt(
        FileBytes.withLength(-1, text, 0), "the header length 18446744073709551615 exceeds 100 MB");
    assertCorrupt(
        FileBytes.withLength(4L << 30, text, 0), "the header length 4294967296 exceeds 100 MB");
    assertCorrupt(
        FileBytes.withLength(3, text, 0), "the header length 3 exceeds the 2 bytes that follow it");
  }

  @Test
  void theHeaderIsOneObjectAndSpaces() throws IOException {
    assertCorrupt(FileBytes.of("", 0), "the header does not start with {");
    assertCorrupt(FileBytes.of(" {}", 0), "the header does not start with {");
    assertCorrupt(FileBytes.of("[]", 0), "the header does not start with {");
    assertCorrupt(FileBytes.of("{}\n", 0), "the header does not end with } and spaces");
    assertCorrupt(FileBytes.of("{} x ", 0), "the header does not end with } and spaces");
    assertCorrupt(FileBytes.of("{}{}", 0), "more JSON follows the header's closing brace");
  }

  @Test
  void theHeaderIsUtf8() throws IOException {
    byte[] text = "{\"?\":{}}".getBytes(StandardCharsets.UTF_8);
    text[2] = (byte) 0xC3;
    assertCorrupt(FileBytes.withLength(text.length, text, 0), "the header is not UTF-8");
    assertCorrupt(
        FileBytes.of("{\"\\ud800\":{}}", 0),
        "the header holds half of a surrogate pair in the text \"\ud800\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":}",
        "{\"a\"}",
        "{a:{}}",
        "{'a':{}}",
        "{\"__metadata__\":{\"k\":\"v\",}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[NaN],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\" /* */ }}",
        "{\"a\":{\"dtype\":\"F32}",
        "{{}",
      })
  void theHeaderIsJson(String header) throws IOException {
    Path file = write(FileBytes.of(header, 4));
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith(file + " is corrupt: the header is not valid JSON near character ");
  }

  @Test
  void keysAreUnique() throws IOException {
    String a = "\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}";
    assertCorrupt(FileBytes.of("{" + a + "," + a + "}", 1), "the key \"a\" is there twice");
    assertCorrupt(
        FileBytes.of("{\"__metadata__\":{},\"__metadata__\":{}}", 0),
        "the key \"__metadata__\" is there twice");
    assertCorrupt(
        FileBytes.of("{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}", 0),
        "the key \"k\" is there twice in __metadata__");
    assertCorrupt(
        FileBytes.of("{\"a\":{\"shape\":[],\"shape\":[]}}", 0),
        "the key \"shape\" is there twice in tensor \"a\"");
  }

  @Test
  void metadataIsAMapOfStrings() throws IOException {
    assertCorrupt(FileBytes.of("{\"__metadata__\":[\"a\"]}", 0), "__metadata__ is not an object");
    assertCorrupt(
        FileBytes.of("{\"__metadata__\":{\"k\":1}}", 0),
        "the value of \"k\" in __metadata__ is not a string");
    assertCorrupt(
        FileBytes.of("{\"__metadata__\":{\"k\":{\"l\":\"m\"}}}", 0),
        "the value of \"k\" in __metadata__ is not a string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "[]|tensor \"a\" is not an object",
        "{}|tensor \"a\" lacks dtype",
        "{\"dtype\":\"F32\",\"data_offsets\":[0,4]}|tensor \"a\" lacks shape",
        "{\"dtype\":\"F32\",\"shape\":[]}|tensor \"a\" lacks data_offsets",
        "{\"dtype\":\"F32\",\"strides\":[]}|tensor \"a\" has an unknown key \"strides\"",
        "{\"dtype\":4}|dtype of tensor \"a\" is not a string",
        "{\"dtype\":\"f32\"}|tensor \"a\" has dtype \"f32\", which is none of "
            + "[F32, F64, I64, BOOL, BF16, F16, I32, I16, I8, U8]",
        "{\"shape\":3}|shape of tensor \"a\" is not an array",
        "{\"shape\":[-1]}|shape of tensor \"a\" holds \"-1\", which is not an integer from 0 to "
            + "2^63 - 1",
        "{\"shape\":[1.0]}|shape of tensor \"a\" holds \"1.0\", which is not an integer from 0 to "
            + "2^63 - 1",
        "{\"shape\":[9223372036854775808]}|shape of tensor \"a\" holds \"9223372036854775808\", "
            + "which is not an integer from 0 to 2^63 - 1",
        "{\"shape\":[\"1\"]}|shape of tensor \"a\" holds \"1\", which is not an integer from 0 to "
            + "2^63 - 1",
        "{\"shape\":[[1]]}|shape of tensor \"a\" holds \"[\", which is not an integer from 0 to "
            + "2^63 - 1",
        "{\"data_offsets\":[0,-4]}|data_offsets of tensor \"a\" holds \"-4\", which is not an "
            + "integer from 0 to 2^63 - 1",
        "{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,2,4]}|data_offsets of tensor \"a\" "
            + "holds 3 numbers, not 2",
        "{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[4,0]}|tensor \"a\" ends at offset 0, "
            + "before its beginning at 4",
        "{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}|tensor \"a\" "
            + "of shape [4294967296, 4294967296] has more bytes than a file can hold",
        "{\"dtype\":\"F32\",\"shape\":[2305843009213693952],\"data_offsets\":[0,0]}|tensor \"a\" "
            + "of shape [2305843009213693952] has more bytes than a file can hold",
        "{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,4]}|tensor \"a\" of F16 and shape "
            + "[3] needs 6 bytes, but its offsets 0 to 4 hold 4",
      })
  void aTensorIsTypeShapeAndOffsetsThatAgree(String tensor, String problem) throws IOException {
    assertCorrupt(FileBytes.of("{\"a\":" + tensor + "}", 4), problem);
  }

  @Test
  void aTensorHasFewDimensions() throws IOException {
    String sizes = String.join(",", Collections.nCopies(65, "1"));
    assertCorrupt(
        FileBytes.of("{\"a\":{\"shape\":[" + sizes + "]}}", 0),
        "shape of tensor \"a\" holds more than 64 numbers");
  }

  private static String two(int aBegin, int aEnd, int bBegin, int bEnd) {
    return "{\"a\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]},"
            .formatted(aEnd - aBegin, aBegin, aEnd)
        + "\"b\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}"
            .formatted(bEnd - bBegin, bBegin, bEnd);
  }

  @Test
  void tensorsLeaveNoHole() throws IOException {
    assertCorrupt(
        FileBytes.of(two(0, 4, 5, 8), 8),
        "the bytes at offsets 4 to 5, before tensor \"b\", belong to no tensor");
    assertCorrupt(
        FileBytes.of(two(4, 8, 1, 4), 8),
        "the bytes at offsets 0 to 1, before tensor \"b\", belong to no tensor");
  }

  @Test
  void tensorsDoNotOverlap() throws IOException {
    assertCorrupt(
        FileBytes.of(two(0, 4, 3, 8), 8),
        "tensor \"b\" begins at offset 3, inside the tensor before it, which ends at 4");
    assertCorrupt(
        FileBytes.of(two(0, 4, 0, 4), 4),
        "tensor \"b\" begins at offset 0, inside the tensor before it, which ends at 4");
  }

  @Test
  void tensorsEndWithTheFile() throws IOException {
    assertCorrupt(
        FileBytes.of(two(0, 4, 4, 8), 9), "1 bytes follow the last tensor, which ends at offset 8");
    assertCorrupt(
        FileBytes.of(two(0, 4, 4, 8), 7),
        "tensor \"b\" ends at offset 8, but the file has only 7 bytes of data");
    assertCorrupt(FileBytes.of("{}", 2), "2 bytes follow the last tensor, which ends at offset 0");
  }

  @Test
  void longNamesAreShortenedInMessages() throws IOException {
    assertCorrupt(
        FileBytes.of("{\"" + "n".repeat(30_000) + "\":1}", 0),
        "tensor \"" + "n".repeat(200) + "...\" is not an object");
  }

  @Test
  void readsBeyondTwoGigabytes() throws IOException {
    long big = 3L << 30;
    String header =
        "{\"big\":{\"dtype\":\"F32\",\"shape\":[3,%d],\"data_offsets\":[0,%d]},"
                .formatted(big / 12, big)
            + "\"last\":{\"dtype\":\"I16\",\"shape\":[2],\"data_offsets\":[%d,%d]}}"
                .formatted(big, big + 4);
    Path path = folder.resolve("sparse.safetensors");
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(FileBytes.of(header, 0)));
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), channel.size() + big);
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.tensors().get("big").bytes()).isEqualTo(big);
      assertThat(FileBytes.read(file, "last")).containsExactly(1, 2, 3, 4);
      int[] first = {0};
      assertThatThrownBy(
              () ->
                  file.read(
                      "big",
                      chunk -> {
                        first[0] = chunk.remaining();
                        throw new IllegalStateException("enough");
                      }))
          .hasMessage("enough");
      assertThat(first[0]).isEqualTo(8 << 20);
    }
  }
}
