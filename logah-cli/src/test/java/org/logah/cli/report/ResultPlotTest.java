package org.logah.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

  private static final int LEGEND_ROWS = 120;

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

  /** The first and the last row of a panel where a series is drawn. */
  private static int[] rows(BufferedImage image, int series) {
    int colour = PlotStyle.colour(series).getRGB();
    int[] rows = {Integer.MAX_VALUE, -1};
    for (int y = 0; y < image.getHeight() - LEGEND_ROWS; y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == colour) {
          rows[0] = Math.min(rows[0], y);
          rows[1] = y;
        }
      }
    }
    return rows;
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
  void valuesMayReachOverDecadesToo() throws IOException {
    ResultPlot plot = BUDGETS.withLogarithmicValues();
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      results.add(new Result("", "falling", i, Math.pow(10, 4 - i), 0));
      results.add(new Result("", "level", i, 1000, 0));
    }
    int[] falling = rows(draw(plot, results), 0);
    int[] level = rows(draw(plot, results), 1);
    // A thousand is half-way between ten thousand and a hundred.
    assertThat((falling[0] + falling[1]) / 2.0).isCloseTo((level[0] + level[1]) / 2.0, within(3.0));

    results.add(new Result("", "none", 0, 0, 0));
    assertThatThrownBy(() -> plot.write(folder.resolve("zero.png"), results))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the axis of values is logarithmic, so values must be above 0");
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
