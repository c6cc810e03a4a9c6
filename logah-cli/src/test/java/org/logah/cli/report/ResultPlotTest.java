package org.logah.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.InvalidInputException;

class ResultPlotTest {
  private static final List<String> INITIALISATIONS = List.of("predicted", "random", "orthogonal");
  private static final ResultPlot BUDGETS =
      ResultPlot.overBudgets("CIFAR-10", "steps of fine-tuning", "test accuracy (%)");
  private static final ResultPlot SIZES = ResultPlot.overSizes("Prediction", "width", "time (s)");

  @TempDir Path folder;

  private static List<Result> comparison(int networks, double deviation) {
    List<Result> results = new ArrayList<>();
    for (int network = 0; network < networks; network++) {
      for (int i = 0; i < INITIALISATIONS.size(); i++) {
        for (double steps : new double[] {0, 100, 500, 2000, 5000}) {
          double mean = 46 - 15 * i + steps / 1000;
          results.add(
              new Result("network " + network, INITIALISATIONS.get(i), steps, mean, deviation));
        }
      }
    }
    return results;
  }

  private BufferedImage draw(ResultPlot plot, List<Result> results) throws IOException {
    Path file = folder.resolve("plot.png");
    plot.write(file, results);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image).as("a readable PNG").isNotNull();
    return image;
  }

  private static long pixels(BufferedImage image, int series) {
    int colour = PlotStyle.colour(series).getRGB();
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void everySeriesIsDrawnInEveryPanel() throws IOException {
    BufferedImage one = draw(BUDGETS, comparison(1, 0));
    BufferedImage four = draw(BUDGETS, comparison(4, 0));
    assertThat(one.getWidth()).isEqualTo(960);
    assertThat(four.getWidth()).isEqualTo(1920);
    assertThat(four.getHeight()).isGreaterThan(one.getHeight() + 600);
    for (int i = 0; i < INITIALISATIONS.size(); i++) {
      assertThat(pixels(one, i)).as(INITIALISATIONS.get(i)).isGreaterThan(1000);
      assertThat(pixels(four, i)).isGreaterThan(3 * pixels(one, i));
    }
    assertThat(pixels(one, INITIALISATIONS.size())).isZero();
  }

  @Test
  void deviationsAreDrawn() throws IOException {
    long without = pixels(draw(BUDGETS, comparison(1, 0)), 0);
    assertThat(pixels(draw(BUDGETS, comparison(1, 4)), 0)).isGreaterThan(without + 500);
    assertThat(pixels(draw(BUDGETS, comparison(1, Double.NaN)), 0)).isEqualTo(without);
  }

  @Test
  void sizesMayReachOverManyDecades() throws IOException {
    List<Result> results = new ArrayList<>();
    for (double width = 64; width <= 8192; width *= 2) {
      results.add(new Result("", "LibTorch", width, 1e-4 * width * width, 1e9));
      results.add(new Result("", "ND4J", width, 1e-3 * width, 0));
    }
    BufferedImage image = draw(SIZES, results);
    assertThat(pixels(image, 0)).isGreaterThan(1000);
    assertThat(pixels(image, 1)).isGreaterThan(1000);
  }

  @Test
  void whatHasNoPlaceIsRefused() {
    Path file = folder.resolve("none.png");
    assertThatThrownBy(() -> BUDGETS.write(file, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no results");
    assertThatThrownBy(() -> SIZES.write(file, comparison(1, 0)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("logarithmic")
        .hasMessageContaining("x=0.0");
    assertThat(file).doesNotExist();
  }

  @Test
  void numbersOnAxesAreShort() {
    assertThat(List.of(0.0, 0.002, 0.1, 5.0, 45000.0, 2e6, 1e-5))
        .extracting(DecimalLogAxis::text)
        .containsExactly("0", "0.002", "0.1", "5", "45000", "2E6", "0.00001");
  }
}
