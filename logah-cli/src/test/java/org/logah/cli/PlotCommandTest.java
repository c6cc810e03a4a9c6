package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotCommandTest {
  @TempDir Path folder;

  private Path values(String... lines) throws IOException {
    return Files.writeString(folder.resolve("values.jsonl"), String.join("\n", lines) + "\n");
  }

  private CommandRun plot(Path values, String... options) {
    Object[] words = new Object[options.length + 8];
    Object[] first = {
      "plot", values, "--out", folder.resolve("a.png"), "--x", "layers", "--y", "s"
    };
    System.arraycopy(first, 0, words, 0, first.length);
    System.arraycopy(options, 0, words, first.length, options.length);
    return CommandRun.of(words);
  }

  @Test
  void drawsWhatGrowsWithASize() throws IOException {
    Path values =
        values(
            "{\"panel\":\"depth\",\"series\":\"libtorch\",\"x\":12,\"mean\":1.5,\"deviation\":0}",
            "{\"panel\":\"depth\",\"series\":\"libtorch\",\"x\":24,\"mean\":2.5,\"deviation\":0}",
            "{\"panel\":\"width\",\"series\":\"nd4j\",\"x\":768,\"mean\":2,\"deviation\":0.5}");
    CommandRun run = plot(values, "--sizes", "--title", "Time");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().trim()).isEqualTo(folder.resolve("a.png").toString());
    BufferedImage two = ImageIO.read(folder.resolve("a.png").toFile());
    plot(values("{\"panel\":\"depth\",\"series\":\"a\",\"x\":1,\"mean\":1.5,\"deviation\":0}"));
    BufferedImage one = ImageIO.read(folder.resolve("a.png").toFile());
    assertThat(two.getWidth()).isEqualTo(2 * one.getWidth());
  }

  @Test
  void namesEveryLineThatIsNoValue() throws IOException {
    CommandRun run =
        plot(
            values(
                "{\"panel\":\"depth\",\"series\":\"a\",\"x\":1,\"mean\":1.5,\"deviation\":0}",
                "1, 2",
                "{\"panel\":\"depth\",\"series\":\"a\",\"x\":1,\"deviation\":0}",
                "{\"panel\":\"depth\",\"speed\":\"a\",\"x\":1,\"mean\":1,\"deviation\":0}"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("values.jsonl", "line 2: ", "line 3: ", "mean", "line 4: ", "series")
        .doesNotContain("line 1: ");
    assertThat(folder.resolve("a.png")).doesNotExist();
  }

  @Test
  void refusesALogarithmicAxisFromZero() throws IOException {
    CommandRun run =
        plot(
            values("{\"panel\":\"d\",\"series\":\"a\",\"x\":0,\"mean\":1,\"deviation\":0}"),
            "--sizes");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("logarithmic");
  }
}
