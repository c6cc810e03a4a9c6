package org.logah.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** What all plots have in common: fonts, and colours that colour-blind people tell apart. */
final class PlotStyle {
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  static final Color GRID = new Color(0xDDDDDD);
  static final Color INK = new Color(0x333333);
  static final Color FAINT = new Color(0x888888);
  static final Stroke LINE = stroke(2f);
  static final Stroke THIN = stroke(1f);
  static final Stroke DASHED =
      new BasicStroke(
          1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {5f, 4f}, 0f);

  /** By Okabe and Ito, without the yellow that white swallows. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000));

  private static final List<Shape> MARKERS =
      List.of(
          new Ellipse2D.Double(-3.5, -3.5, 7, 7),
          new Rectangle2D.Double(-3.2, -3.2, 6.4, 6.4),
          polygon(0, -4.5, 4, 3, -4, 3),
          polygon(0, -4.5, 4.5, 0, 0, 4.5, -4.5, 0),
          polygon(0, 4.5, 4, -3, -4, -3));

  private PlotStyle() {}

  static Color colour(int series) {
    return COLOURS.get(series % COLOURS.size());
  }

  /** Another cycle than that of the colours, so that 35 series differ. */
  static Shape marker(int series) {
    return MARKERS.get(series % MARKERS.size());
  }

  static void apply(XYPlot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(THIN);
    plot.setRangeGridlineStroke(THIN);
    plot.setOutlinePaint(FAINT);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
  }

  static <A extends ValueAxis> A apply(A axis) {
    axis.setLabelFont(LABEL);
    axis.setTickLabelFont(LABEL);
    axis.setLabelPaint(INK);
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(FAINT);
    return axis;
  }

  /** A linear axis that need not begin at 0. */
  static NumberAxis linear(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(false);
    return apply(axis);
  }

  /** A chart with its title above and its legend, if asked for, below the data. */
  static JFreeChart chart(String title, Plot plot, boolean legend) {
    JFreeChart chart = new JFreeChart(title, TITLE, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(8, 8, 8, 12));
    chart.getTitle().setPaint(INK);
    if (legend) {
      chart.addLegend(legend(plot));
    }
    return chart;
  }

  static LegendTitle legend(Plot plot) {
    LegendTitle legend = new LegendTitle(plot);
    legend.setPosition(RectangleEdge.BOTTOM);
    legend.setItemFont(LABEL);
    legend.setItemPaint(INK);
    legend.setFrame(BlockBorder.NONE);
    legend.setBackgroundPaint(Color.WHITE);
    legend.setItemLabelPadding(new RectangleInsets(2, 2, 2, 14));
    return legend;
  }

  private static Stroke stroke(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  private static Shape polygon(double... coordinates) {
    Path2D path = new Path2D.Double();
    path.moveTo(coordinates[0], coordinates[1]);
    for (int i = 2; i < coordinates.length; i += 2) {
      path.lineTo(coordinates[i], coordinates[i + 1]);
    }
    path.closePath();
    return path;
  }
}
