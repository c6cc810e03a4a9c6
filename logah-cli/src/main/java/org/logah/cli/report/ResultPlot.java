package org.logah.cli.report;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.Size2D;
import org.jfree.data.Range;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.logah.api.InvalidInputException;

/**
 * Series of results with error bars, a panel for each network or the like, and one legend below
 * them. All panels have the same axes and the same colours.
 */
public final class ResultPlot {
  private static final int PANEL_WIDTH = 480;
  private static final int PANEL_HEIGHT = 340;
  private static final int TITLE_HEIGHT = 36;
  private static final int MOST_COLUMNS = 3;
  private static final double APART = 0.06;

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final boolean sizes;
  private final boolean logarithmicValues;

  private ResultPlot(
      String title, String xLabel, String yLabel, boolean sizes, boolean logarithmicValues) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.sizes = sizes;
    this.logarithmicValues = logarithmicValues;
  }

  /**
   * A comparison under budgets, such as 0, 100, 500, 2000 and 5000 steps: they stand side by side
   * at equal distances, so that 0 has a place and early steps can be told apart.
   *
   * @param xLabel what the budget is, with its unit
   * @param yLabel what was measured, with its unit
   */
  public static ResultPlot overBudgets(String title, String xLabel, String yLabel) {
    return new ResultPlot(title, xLabel, yLabel, false, false);
  }

  /**
   * A measurement over depth, width, rank or another size; both axes are logarithmic.
   *
   * @param xLabel what the size is, with its unit
   * @param yLabel what was measured, with its unit
   */
  public static ResultPlot overSizes(String title, String xLabel, String yLabel) {
    return new ResultPlot(title, xLabel, yLabel, true, true);
  }

  /** The same plot with values on a logarithmic axis, for perplexities. */
  public ResultPlot withLogarithmicValues() {
    return new ResultPlot(title, xLabel, yLabel, sizes, true);
  }

  /**
   * Writes a PNG; panels, series and their colours come in the order of first appearance.
   *
   * @throws InvalidInputException if there are no results, or ones without a place on the axes
   * @throws PlotException if this machine cannot draw
   */
  public void write(Path file, List<Result> results) throws IOException {
    check(results);
    List<String> panels = distinct(results.stream().map(Result::panel));
    int columns = panels.size() == 4 ? 2 : Math.min(MOST_COLUMNS, panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    int width = columns * PANEL_WIDTH;
    int legendHeight = 28 + 24 * (distinct(results.stream().map(Result::series)).size() / 4);
    int height = TITLE_HEIGHT + rows * PANEL_HEIGHT + legendHeight;
    byte[] png =
        Drawing.png(
            width,
            height,
            graphics -> {
              List<XYPlot> plots = plots(panels, results);
              graphics.setPaint(Color.WHITE);
              graphics.fillRect(0, 0, width, height);
              graphics.setPaint(PlotStyle.INK);
              graphics.setFont(PlotStyle.TITLE);
              int titleWidth = graphics.getFontMetrics().stringWidth(title);
              graphics.drawString(title, Math.max(0, (width - titleWidth) / 2), TITLE_HEIGHT - 10);
              for (int i = 0; i < panels.size(); i++) {
                JFreeChart chart = PlotStyle.chart(panels.get(i), plots.get(i), false);
                chart.getTitle().setFont(PlotStyle.LABEL);
                chart.draw(
                    graphics,
                    new Rectangle2D.Double(
                        i % columns * PANEL_WIDTH,
                        TITLE_HEIGHT + i / columns * PANEL_HEIGHT,
                        PANEL_WIDTH,
                        PANEL_HEIGHT));
              }
              LegendTitle legend = PlotStyle.legend(plots.get(0));
              Range most = new Range(0, width);
              Size2D size =
                  legend.arrange(graphics, new RectangleConstraint(most, new Range(0, height)));
              legend.draw(
                  graphics,
                  new Rectangle2D.Double(
                      (width - size.getWidth()) / 2,
                      height - legendHeight,
                      size.getWidth(),
                      size.getHeight()));
            });
    Drawing.write(file, png);
  }

  private void check(List<Result> results) {
    if (results.isEmpty()) {
      throw new InvalidInputException(title + ": there are no results to plot");
    }
    List<Result> impossible =
        results.stream()
            .filter(each -> (sizes && !(each.x() > 0)) || (logarithmicValues && !(each.mean() > 0)))
            .toList();
    if (!impossible.isEmpty()) {
      throw new InvalidInputException(
          "%s: the %s logarithmic, so %s must be above 0; not so are %s"
              .formatted(
                  title,
                  sizes ? "axes are" : "axis of values is",
                  sizes ? "sizes and values" : "values",
                  impossible));
    }
  }

  private static List<String> distinct(Stream<String> names) {
    return names.distinct().toList();
  }

  private List<XYPlot> plots(List<String> panels, List<Result> results) {
    List<String> series = distinct(results.stream().map(Result::series));
    List<Double> places = results.stream().map(Result::x).distinct().sorted().toList();
    List<XYPlot> plots = new ArrayList<>();
    for (String panel : panels) {
      XYErrorRenderer renderer = new XYErrorRenderer();
      renderer.setDrawXError(false);
      renderer.setDefaultLinesVisible(true);
      XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
      for (int i = 0; i < series.size(); i++) {
        String name = series.get(i);
        double shift = sizes ? 0 : APART * (i - (series.size() - 1) / 2.0);
        data.addSeries(
            series(
                name,
                results.stream()
                    .filter(each -> each.panel().equals(panel) && each.series().equals(name))
                    .toList(),
                places,
                shift));
        renderer.setSeriesPaint(i, PlotStyle.colour(i));
        renderer.setSeriesShape(i, PlotStyle.marker(i));
        renderer.setSeriesStroke(i, PlotStyle.LINE);
      }
      ValueAxis y =
          logarithmicValues
              ? PlotStyle.apply(new DecimalLogAxis(yLabel, List.of()))
              : PlotStyle.linear(yLabel);
      XYPlot plot = new XYPlot(data, x(places), y, renderer);
      PlotStyle.apply(plot);
      plots.add(plot);
    }
    shareRange(plots);
    return plots;
  }

  private XYIntervalSeries series(
      String name, List<Result> results, List<Double> places, double shift) {
    XYIntervalSeries series = new XYIntervalSeries(name);
    for (Result result : results) {
      double x = sizes ? result.x() : places.indexOf(result.x()) + shift;
      double mean = result.mean();
      double deviation = Double.isFinite(result.deviation()) ? result.deviation() : 0;
      // A bar down to 0 or below has no end on a logarithmic axis.
      double low = logarithmicValues ? Math.max(mean - deviation, mean / 10) : mean - deviation;
      series.add(x, x, x, mean, low, mean + deviation);
    }
    return series;
  }

  private ValueAxis x(List<Double> places) {
    if (sizes) {
      return PlotStyle.apply(new DecimalLogAxis(xLabel, places));
    }
    SymbolAxis axis =
        new SymbolAxis(xLabel, places.stream().map(DecimalLogAxis::text).toArray(String[]::new));
    axis.setGridBandsVisible(false);
    axis.setRange(-0.5, places.size() - 0.5);
    return PlotStyle.apply(axis);
  }

  private static void shareRange(List<XYPlot> plots) {
    Range all = null;
    for (XYPlot plot : plots) {
      all = Range.combine(all, plot.getRangeAxis().getRange());
    }
    for (XYPlot plot : plots) {
      plot.getRangeAxis().setRange(all);
    }
  }
}
