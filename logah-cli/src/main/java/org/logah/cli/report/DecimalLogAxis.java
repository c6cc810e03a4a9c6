package org.logah.cli.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/** A logarithmic axis with ticks that people read at once: given ones, or 1, 2, 5, 10, 20, ... */
final class DecimalLogAxis extends LogAxis {
  private static final long serialVersionUID = 1;
  private static final int MOST_TICKS = 12;
  private static final int FEWEST_TICKS = 3;
  private static final double[][] STEPS = {{1, 2, 5}, {1, 3}, {1}};

  private final List<Double> given;

  /** An axis with these ticks; with the usual ones if there are none or too many. */
  DecimalLogAxis(String label, List<Double> given) {
    super(label);
    this.given = given.size() > MOST_TICKS ? List.of() : List.copyOf(given);
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    boolean horizontal = RectangleEdge.isTopOrBottom(edge);
    TextAnchor anchor = horizontal ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    return values().stream()
        .map(value -> new NumberTick(value, text(value), anchor, TextAnchor.CENTER, 0))
        .toList();
  }

  private List<Double> values() {
    if (!given.isEmpty()) {
      return given;
    }
    List<Double> values = List.of();
    for (double[] digits : STEPS) {
      values = decades(digits);
      if (values.size() <= MOST_TICKS) {
        break;
      }
    }
    // A range within a decade may lie between all of these.
    return values.size() < FEWEST_TICKS ? even() : values;
  }

  private List<Double> even() {
    Range range = getRange();
    double rough = range.getLength() / (MOST_TICKS / 2);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power * (rough > 5 * power ? 10 : rough > 2 * power ? 5 : 2);
    List<Double> values = new ArrayList<>();
    for (double n = Math.ceil(range.getLowerBound() / step); range.contains(n * step); n++) {
      values.add(n * step);
    }
    return values;
  }

  private List<Double> decades(double... digits) {
    Range range = getRange();
    List<Double> values = new ArrayList<>();
    int last = (int) Math.ceil(Math.log10(range.getUpperBound()));
    for (int power = (int) Math.floor(Math.log10(range.getLowerBound())); power <= last; power++) {
      for (double digit : digits) {
        double value = digit * Math.pow(10, power);
        if (range.contains(value)) {
          values.add(value);
        }
      }
    }
    return values;
  }

  /** Plain up to a million and down to a thousandth, beyond that as {@code 1E7}. */
  static String text(double value) {
    BigDecimal rounded = new BigDecimal(value, new MathContext(4)).stripTrailingZeros();
    boolean plain = value == 0 || (Math.abs(value) < 1e6 && Math.abs(value) >= 1e-3);
    return plain ? rounded.toPlainString() : rounded.toString().replace("E+", "E");
  }
}
