package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ReportCommandTest {
  private static final String CONFIGURATION =
      """
      {"family": "VISION", "hypernetwork": "logah-tiny", "start": null, "architectures": "vits-small",
       "data": ["a<b>&c"], "steps": 4000, "learningRate": 0.001, "seed": 7}
      """;
  private static final String VISION =
      """
      {"step":%d,"network":"VisionTransformerConfig[imageSize=28, patchSize=7, layers=4, heads=3, \
      hidden=96, mlp=384, classes=10, layerNormEps=1.0E-6]","novelty":"PAIR","loss":1.6591,\
      "accuracy":0.3972,"seconds":4.0}
      """;
  private static final String LANGUAGE =
      """
      {"step":%d,"network":"Gpt2Config[vocabulary=50257, positions=256, width=192, layers=3, \
      heads=6, tied=false, layerNormEps=1.0E-5, initializerRange=0.02]","novelty":"WIDER","loss":6.0}
      """;

  @TempDir Path folder;

  private static String training(long step, double loss) {
    return String.format(
        Locale.ROOT,
        "{\"step\":%d,\"loss\":%s,\"crossEntropy\":2,\"regularisation\":0.01,\"gradientNorm\":1.5,"
            + "\"learningRate\":5.0E-4,\"skippedSteps\":1,\"secondsPerStep\":0.5,"
            + "\"imagesPerSecond\":128.0}%n",
        step,
        Double.isNaN(loss) ? "\"NaN\"" : loss);
  }

  private Document report(String metrics) throws Exception {
    Files.writeString(folder.resolve("configuration.json"), CONFIGURATION);
    Files.writeString(folder.resolve("metrics.jsonl"), metrics);
    CommandRun run = CommandRun.of("report", folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            folder.resolve("curve.png").toString(), folder.resolve("report.html").toString());
    return page();
  }

  private Document page() throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(folder.resolve("report.html").toFile());
  }

  private BufferedImage curve() throws IOException {
    return ImageIO.read(folder.resolve("curve.png").toFile());
  }

  private static String text(Document page) {
    return page.getDocumentElement().getTextContent();
  }

  @Test
  void thePageTellsWhatTheMetricsSay() throws Exception {
    StringBuilder metrics = new StringBuilder();
    for (int step = 99; step < 3000; step += 100) {
      metrics.append(training(step, 2.5 - step / 5000.0));
      metrics.append(step % 1000 == 999 ? VISION.formatted(step) : "");
    }
    Document page = report(metrics.toString());
    assertThat(text(page))
        .contains("3,000 of 4,000 steps (75.0 %)", "1.9002 nats", "5.000e-04")
        .contains("128 images per second, 0.500 seconds per step")
        .contains("0:25:12 hours", "0:08:20 hours")
        .contains("4 layers, width 96, 3 heads, patch 7", "new pair", "39.72 %", "1.6591")
        .contains("a<b>&c", "learningRate")
        .contains("./logah train --resume " + folder)
        .contains(
            "./logah sample vits-small --image-size 28 --patch-size 7 --classes 10 --held-out")
        .contains("--ghn " + folder.resolve("hypernetwork.safetensors"));
    BufferedImage curve = curve();
    assertThat(curve.getWidth()).isEqualTo(1800);
    assertThat(curve.getHeight()).isEqualTo(1440);
    Element image = (Element) page.getElementsByTagName("img").item(0);
    byte[] inPage = Base64.getDecoder().decode(image.getAttribute("src").split(",", 2)[1]);
    assertThat(inPage).isEqualTo(Files.readAllBytes(folder.resolve("curve.png")));
    assertThat(ImageIO.read(new ByteArrayInputStream(inPage))).isNotNull();
  }

  @Test
  void languageHasPerplexities() throws Exception {
    String metrics = training(3999, 6.5).replace("images", "tokens") + LANGUAGE.formatted(3999);
    assertThat(text(report(metrics)))
        .contains("perplexity", "403.4", "3 layers, width 192, 6 heads", "128 tokens per second")
        .doesNotContain("--resume", "--image-size");
    assertThat(curve().getHeight()).isEqualTo(1440);
  }

  @Test
  void aRunThatHasJustBegunHasAReport() throws Exception {
    assertThat(text(report(""))).contains("0 of 4,000 steps", "no metrics yet");
    assertThat(curve().getWidth()).isEqualTo(1800);
    Files.delete(folder.resolve("metrics.jsonl"));
    assertThat(CommandRun.of("report", folder).exitCode()).isZero();
    assertThat(text(report(training(0, 2.25)))).contains("1 of 4,000 steps", "2.2500 nats");
    assertThat(text(report(VISION.formatted(9)))).contains("10 of 4,000 steps", "39.72 %");
    assertThat(text(report(training(99, Double.NaN)))).contains("NaN nats");
  }

  /** A killed run may leave a part of a line, even of a character. */
  @Test
  void aBrokenLastLineHidesNothing() throws Exception {
    String whole = training(99, 2.2) + VISION.formatted(99) + training(199, 2.1);
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    for (int end = bytes.length - 2; end > bytes.length - 200; end -= 40) {
      assertThat(text(report(whole.substring(0, end))))
          .contains("100 of 4,000 steps", "2.2000 nats", "39.72 %", "cannot be read");
    }
    Files.write(folder.resolve("metrics.jsonl"), new byte[] {'{', (byte) 0xC3});
    assertThat(CommandRun.of("report", folder).exitCode()).isZero();
  }

  @Test
  void mistakesGetOneLine() throws IOException {
    refuses("holds no run: there is no configuration.json");
    Files.writeString(folder.resolve("configuration.json"), "{\"steps\": ");
    refuses("configuration.json: JSON cannot be read");
    Files.writeString(folder.resolve("configuration.json"), "[]");
    refuses("how many steps");
    assertThat(folder.resolve("report.html")).doesNotExist();
  }

  private void refuses(String part) {
    CommandRun run = CommandRun.of("report", folder);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.failure()).startsWith("logah: ").contains(part);
  }

  /** Without fonts there is one clear line, and a page without the picture. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void fontsMayBeMissing() throws Exception {
    Files.writeString(folder.resolve("configuration.json"), CONFIGURATION);
    Files.writeString(folder.resolve("metrics.jsonl"), training(99, 2.2));
    Path none = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "report",
                folder.toString()));
    builder.environment().put("FONTCONFIG_FILE", none.toString());
    Process process =
        builder
            .redirectError(folder.resolve("err").toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readAllLines(folder.resolve("err")))
        .singleElement()
        .asString()
        .startsWith("logah: no plot can be drawn")
        .contains("fonts", "apt-get install");
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(text(page())).contains("2.2000 nats", "No plot could be drawn");
    assertThat(folder.resolve("curve.png")).doesNotExist();
  }
}
