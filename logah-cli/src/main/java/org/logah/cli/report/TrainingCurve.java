package org.logah.cli.report;

import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.logah.cli.report.RunMetrics.TrainingPoint;
import org.logah.cli.report.RunMetrics.ValidationPoint;

/**
 * The course of a run over its steps: loss and learning rate above, what predicted parameters do on
 * held-out networks below.
 */
final class TrainingCurve {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int HEIGHT_WITH_VALIDATION = 720;
  private static final String NOTHING = "no metrics yet";

  private final String title;
  private final RunMetrics metrics;

  TrainingCurve(String title, RunMetrics metrics) {
    this.title = title;
    this.metrics = metrics;
  }

  /**
   * The picture as PNG.
   *
   * @throws PlotException if this machine cannot draw
   */
  byte[] png() throws IOException {
    int height = metrics.validation().isEmpty() ? HEIGHT : HEIGHT_WITH_VALIDATION;
    return Drawing.png(
        WIDTH,
        height,
        graphics -> chart().draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height)));
  }

  private JFreeChart chart() {
    NumberAxis steps = PlotStyle.linear("steps");
    steps.setAutoRangeIncludesZero(true);
    steps.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ROOT));
    CombinedDomainXYPlot plot = new CombinedDomainXYPlot(steps);
    plot.setGap(16);
    plot.add(loss(), 1);
    if (!metrics.validation().isEmpty()) {
      plot.add(validation(), 1);
    }
    return PlotStyle.chart(title, plot, true);
  }

  private XYPlot loss() {
    int count = metrics.training().size();
    double[] losses = metrics.training().stream().mapToDouble(TrainingPoint::loss).toArray();
    double[] smooth = Smoothing.centred(losses, Smoothing.reach(count));
    XYSeries raw = new XYSeries("loss");
    XYSeries smoothed = new XYSeries("loss, smoothed");
    XYSeries rate = new XYSeries("learning rate");
    for (int i = 0; i < count; i++) {
      TrainingPoint point = metrics.training().get(i);
      raw.add((double) point.steps(), losses[i]);
      smoothed.add((double) point.steps(), smooth[i]);
      rate.add((double) point.steps(), point.learningRate());
    }
    // The first series of a plot is drawn last, so the smoothed one lies above.
    XYSeriesCollection curves = new XYSeriesCollection();
    curves.addSeries(smoothed);
    curves.addSeries(raw);
    boolean single = count == 1;
    XYLineAndShapeRenderer lines = new XYLineAndShapeRenderer(true, single);
    lines.setSeriesPaint(0, PlotStyle.colour(0));
    lines.setSeriesStroke(0, PlotStyle.LINE);
    lines.setSeriesPaint(1, PlotStyle.colour(5));
    lines.setSeriesStroke(1, PlotStyle.THIN);
    XYPlot plot = new XYPlot(curves, null, PlotStyle.linear("training loss (nats)"), lines);
    PlotStyle.apply(plot);
    plot.setNoDataMessage(NOTHING);
    plot.setNoDataMessageFont(PlotStyle.LABEL);

    NumberAxis right = PlotStyle.linear("learning rate");
    right.setAutoRangeIncludesZero(true);
    right.setNumberFormatOverride(
        new DecimalFormat("0.0E0", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    XYLineAndShapeRenderer dashes = new XYLineAndShapeRenderer(true, single);
    dashes.setSeriesPaint(0, PlotStyle.FAINT);
    dashes.setSeriesStroke(0, PlotStyle.DASHED);
    plot.setRangeAxis(1, right);
    plot.setRangeAxisLocation(1, AxisLocation.BOTTOM_OR_RIGHT);
    plot.setDataset(1, new XYSeriesCollection(rate));
    plot.setRenderer(1, dashes);
    plot.mapDatasetToRangeAxis(1, 1);
    return plot;
  }

  private XYPlot validation() {
    boolean images = metrics.validation().get(0).accuracy().isPresent();
    ToDoubleFunction<ValidationPoint> value =
        images ? point -> 100 * point.accuracy().orElse(Double.NaN) : ValidationPoint::perplexity;
    ValueAxis axis =
        images
            ? PlotStyle.linear("zero-shot accuracy (%)")
            : PlotStyle.apply(new DecimalLogAxis("zero-shot perplexity", List.of()));
    XYSeriesCollection networks = new XYSeriesCollection();
    XYLineAndShapeRenderer lines = new XYLineAndShapeRenderer();
    for (Map.Entry<String, List<ValidationPoint>> network : metrics.byNetwork().entrySet()) {
      int index = networks.getSeriesCount();
      ValidationPoint first = network.getValue().get(0);
      String novelty = NetworkLabel.novelty(first.novelty());
      String label = "%s (%s)".formatted(NetworkLabel.of(network.getKey()), novelty);
      // Two networks may differ in what a label leaves out.
      boolean known = networks.getSeriesIndex(label) >= 0;
      XYSeries series = new XYSeries(known ? network.getKey() : label);
      network
          .getValue()
          .forEach(point -> series.add((double) point.steps(), value.applyAsDouble(point)));
      networks.addSeries(series);
      lines.setSeriesPaint(index, PlotStyle.colour(index + 1));
      lines.setSeriesShape(index, PlotStyle.marker(index));
      lines.setSeriesStroke(index, PlotStyle.LINE);
    }
    XYPlot plot = new XYPlot(networks, null, axis, lines);
    PlotStyle.apply(plot);
    return plot;
  }
}
