package org.logah.models.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.CorruptFileException;

class TokenFileTest {
  private static final TokenEncoder GPT2 = new Gpt2Encoder();

  @TempDir Path folder;

  /** One token for each character, in as large a vocabulary as is wanted. */
  record Characters(int vocabulary) implements TokenEncoder {
    @Override
    public int endOfText() {
      return 0;
    }

    @Override
    public void encode(String text, IntConsumer tokens) {
      text.chars().map(c -> c + vocabulary - 256).forEach(tokens);
    }
  }

  private Path text(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static List<Integer> encoded(String text) {
    List<Integer> tokens = new ArrayList<>();
    GPT2.encode(text, tokens::add);
    return tokens;
  }

  private static List<Integer> tokens(TokenFile file) {
    List<Integer> tokens = new ArrayList<>();
    for (long i = 0; i < file.count(); i++) {
      tokens.add(file.token(i));
    }
    return tokens;
  }

  @Test
  void gpt2EncodesAsPublished() {
    assertThat(encoded("Hello world")).containsExactly(15496, 995);
    assertThat(encoded("Hello, I'm a language model,"))
        .containsExactly(15496, 11, 314, 1101, 257, 3303, 2746, 11);
    assertThat(encoded("\n\n")).containsExactly(628);
    assertThat(encoded("<|endoftext|>")).hasSizeGreaterThan(1).doesNotContain(50256);
    assertThat(encoded("")).isEmpty();
    assertThat(GPT2.vocabulary()).isEqualTo(50257);
  }

  @Test
  void aFileHasTheTokensOfItsTexts() throws IOException {
    Path first = text("a.txt", "Hello world");
    Path second = text("b.txt", "Hello, Straße 東京 \uD83D\uDE00\r\n\r\n  end ");
    TokenFile file = TokenFile.encode(List.of(first, second), GPT2, folder.resolve("ab.tokens"));

    List<Integer> expected = new ArrayList<>(List.of(15496, 995, 50256));
    expected.addAll(encoded(Files.readString(second)));
    assertThat(tokens(file)).isEqualTo(expected);
    assertThat(tokens(TokenFile.open(file.path()))).isEqualTo(expected);
    assertThat(file.vocabulary()).isEqualTo(50257);
    assertThat(Files.size(file.path())).isEqualTo(40 + 2L * expected.size());
  }

  @Test
  void longTextsAreEncodedAsInOnePiece() throws IOException {
    Random random = new Random(1);
    String[] words = {
      "word",
      "don't",
      " ",
      "  ",
      "\n",
      "\n\n",
      "\r\n",
      "\t",
      "42",
      "...",
      "été",
      "\u00A0",
      "日本",
      "\u2028",
      "\u0085",
      "\uD83D\uDE00",
      "'s",
      " 's"
    };
    StringBuilder text = new StringBuilder();
    while (text.length() < 700_000) {
      text.append(words[random.nextInt(words.length)]);
    }
    TokenFile file =
        TokenFile.encode(
            List.of(text("long.txt", text.toString())), GPT2, folder.resolve("long.tokens"));

    assertThat(tokens(file)).isEqualTo(encoded(text.toString()));
  }

  @Test
  void aTextWithoutBlanksIsKeptWhole() throws IOException {
    String text = "x".repeat(600_000) + "\u00A0" + "y".repeat(10);
    TokenFile file =
        TokenFile.encode(
            List.of(text("x.txt", text)), new Characters(256), folder.resolve("x.tokens"));

    assertThat(file.count()).isEqualTo(text.length());
    assertThat(file.token(599_999)).isEqualTo('x');
    assertThat(file.token(600_000)).isEqualTo(0xA0);
    assertThat(file.token(600_010)).isEqualTo('y');
  }

  @Test
  void largeVocabulariesTakeFourBytes() throws IOException {
    Path text = text("t.txt", "abc");
    TokenFile narrow =
        TokenFile.encode(List.of(text), new Characters(1 << 16), folder.resolve("narrow"));
    TokenFile wide =
        TokenFile.encode(List.of(text), new Characters(128256), folder.resolve("wide"));

    assertThat(tokens(narrow)).containsExactly(65280 + 'a', 65280 + 'b', 65280 + 'c');
    assertThat(tokens(wide)).containsExactly(128000 + 'a', 128000 + 'b', 128000 + 'c');
    assertThat(Files.size(narrow.path())).isEqualTo(46);
    assertThat(Files.size(wide.path())).isEqualTo(52);
  }

  @Test
  void tokensBeyondTheEndAreRefused() throws IOException {
    TokenFile file = TokenFile.encode(List.of(text("t.txt", "Hello")), GPT2, folder.resolve("t"));

    assertThatThrownBy(() -> file.token(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> file.token(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void everyCutIsNoticed() throws IOException {
    byte[] whole = whole();
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length));
    }
    assertRefused(Arrays.copyOf(whole, whole.length + 2));
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    byte[] whole = whole();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(flipped);
    }
  }

  private byte[] whole() throws IOException {
    Path text = text("t.txt", "It was the best of times");
    return Files.readAllBytes(
        TokenFile.encode(List.of(text), GPT2, folder.resolve("whole.tokens")).path());
  }

  private void assertRefused(byte[] bytes) throws IOException {
    Path damaged = Files.write(folder.resolve("damaged.tokens"), bytes);
    assertThatThrownBy(() -> TokenFile.open(damaged))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("damaged.tokens");
  }

  @Test
  void otherFilesAndNoneAreRefusedByName() throws IOException {
    Path text = text("plain.txt", "some text that is longer than a header of forty bytes");

    assertThatThrownBy(() -> TokenFile.open(text))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("plain.txt")
        .hasMessageContaining("no file of tokens");
    assertThatThrownBy(() -> TokenFile.open(folder.resolve("absent")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void textsThatCannotBeEncodedLeaveNoFile() throws IOException {
    Path good = text("good.txt", "fine");
    Path latin = folder.resolve("latin.txt");
    Files.write(latin, "Stra\u00DFe".getBytes(StandardCharsets.ISO_8859_1));
    Path target = folder.resolve("out").resolve("t.tokens");

    assertThatThrownBy(() -> TokenFile.encode(List.of(good, latin), GPT2, target))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("latin.txt")
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(
            () -> TokenFile.encode(List.of(good, folder.resolve("absent.txt")), GPT2, target))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("absent.txt");
    assertThatThrownBy(() -> TokenFile.encode(List.of(), GPT2, target))
        .isInstanceOf(InvalidInputException.class);
    try (Stream<Path> left = Files.list(target.getParent())) {
      assertThat(left).isEmpty();
    }
  }
}
