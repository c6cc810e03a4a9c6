package org.logah.api.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Damaged files are read or refused as corrupt; nothing else happens. */
class CorruptionTest {
  private static final List<byte[]> SEEDS =
      List.of(
          FileBytes.resource("gpt2_w96_tied.safetensors"),
          FileBytes.resource("smallcnn.safetensors"));

  private static final Pattern NUMBER = Pattern.compile("(?<=[\\[ ])\\d+(?=[,\\]])");

  private static Path file;

  @BeforeContainer
  static void createFile() throws IOException {
    file = Files.createTempFile("logah-corruption", ".safetensors");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  private static byte[] seed(int which) {
    return SEEDS.get(which).clone();
  }

  private static int headerLength(byte[] bytes) {
    return (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }

  private static boolean opens(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    return assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            for (StoredTensor tensor : opened.tensors().values()) {
              assertThat(FileBytes.read(opened, tensor.name())).hasSize((int) tensor.bytes());
            }
            return true;
          } catch (CorruptFileException e) {
            assertThat(e).hasMessageStartingWith(file + " is corrupt: ");
            return false;
          }
        });
  }

  @Property(tries = 2, seed = "1")
  void theSeedsAreSound(@ForAll @IntRange(max = 1) int which) throws IOException {
    assertThat(opens(seed(which))).isTrue();
  }

  @Property(tries = 150, seed = "2")
  void aShortenedFileIsRefused(
      @ForAll @IntRange(max = 1) int which, @ForAll @IntRange(max = 84_408) int length)
      throws IOException {
    assertThat(opens(Arrays.copyOf(seed(which), length))).isFalse();
  }

  @Property(tries = 100, seed = "3")
  void aLengthenedFileIsRefused(
      @ForAll @IntRange(max = 1) int which, @ForAll @IntRange(min = 1, max = 5_000) int more)
      throws IOException {
    byte[] bytes = seed(which);
    assertThat(opens(Arrays.copyOf(bytes, bytes.length + more))).isFalse();
  }

  @Property(tries = 500, seed = "4")
  void flippedBitsInTheHeaderDoNoHarm(
      @ForAll @IntRange(max = 1) int which,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 30_000) Integer> bits)
      throws IOException {
    byte[] bytes = seed(which);
    int headerBits = 8 * (8 + headerLength(bytes));
    for (int bit : bits) {
      int place = bit % headerBits;
      bytes[place / 8] ^= (byte) (1 << (place % 8));
    }
    opens(bytes);
  }

  @Property(tries = 300, seed = "5")
  void anyHeaderLengthDoesNoHarm(@ForAll @IntRange(max = 1) int which, @ForAll long length)
      throws IOException {
    byte[] bytes = seed(which);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    assertThat(opens(bytes)).isEqualTo(length == headerLength(seed(which)));
  }

  @Property(tries = 300, seed = "6")
  void anyNumberInTheHeaderDoesNoHarm(
      @ForAll @IntRange(max = 1) int which,
      @ForAll @IntRange(max = 200) int number,
      @ForAll long value)
      throws IOException {
    byte[] bytes = seed(which);
    int length = headerLength(bytes);
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    int[] seen = {0};
    String changed =
        NUMBER
            .matcher(header)
            .replaceAll(found -> seen[0]++ == number ? Long.toString(value) : found.group());
    byte[] text = changed.getBytes(StandardCharsets.UTF_8);
    ByteBuffer whole = ByteBuffer.allocate(bytes.length - length + text.length);
    whole.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
    whole.put(bytes, 8 + length, bytes.length - 8 - length);
    opens(whole.array());
  }

  @Property(tries = 300, seed = "7")
  void anyBytesDoNoHarm(@ForAll @Size(max = 300) byte[] bytes) throws IOException {
    assertThat(opens(bytes)).isFalse();
  }

  @Property(tries = 300, seed = "8")
  void anyTextOfJsonCharactersDoesNoHarm(
      @ForAll @Chars({'{', '}', '[', ']', ':', ',', '"', '0', '1', '\\', 'u', ' '}) String text)
      throws IOException {
    opens(FileBytes.of("{" + text + "}", 0));
  }

  @Property(tries = 4, seed = "9")
  void deepNestingDoesNoHarm(@ForAll @IntRange(max = 3) int place) throws IOException {
    String deep = "[".repeat(5_000_000);
    String before =
        List.of("", "\"a\":", "\"__metadata__\":{\"k\":", "\"a\":{\"shape\":").get(place);
    assertThat(opens(FileBytes.of("{" + before + deep + "}", 0))).isFalse();
    String objects = "{\"a\":".repeat(1_000_000);
    assertThat(opens(FileBytes.of(objects + "}", 0))).isFalse();
  }

  @Property(tries = 1, seed = "10")
  void manyEqualHashesDoNoHarm() throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 1 << 16; i++) {
      header.append(i == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < 16; bit++) {
        header.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      header.append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    assertThat(opens(FileBytes.of(header.append('}').toString(), 0))).isTrue();
  }
}
