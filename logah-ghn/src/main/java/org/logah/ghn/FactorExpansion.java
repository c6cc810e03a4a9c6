package org.logah.ghn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.logah.api.Tensor;

/**
 * From perceptron rows to factors, for many factors at once. A factor is the beginning of its
 * perceptron rows' outputs, and of the expansion only what the longest of similar rows needs is
 * read: rows are multiplied together with others of up to twice their length.
 */
final class FactorExpansion {
  /**
   * One perceptron row of one factor.
   *
   * @param state row of the states
   * @param place which of its factor's perceptron rows it is
   * @param outputs how many of the expansion's outputs are wanted of it
   */
  private record Line(boolean left, long state, long place, long outputs) {
    int sizeClass() {
      return Long.SIZE - Long.numberOfLeadingZeros(outputs - 1);
    }
  }

  private final int rank;
  private final long maxRows;
  private final List<List<Line>> factors = new ArrayList<>();
  private final NavigableMap<Integer, List<Line>> classes = new TreeMap<>();

  FactorExpansion(int rank, long maxRows) {
    this.rank = rank;
    this.maxRows = maxRows;
  }

  /** Asks for the first rows of a state's factor A (left) or B. */
  void add(boolean left, long state, long rows) {
    List<Line> lines = new ArrayList<>();
    long values = rows * rank;
    for (long start = 0; start < values; start += maxRows) {
      Line line = new Line(left, state, start / maxRows, Math.min(maxRows, values - start));
      lines.add(line);
      classes.computeIfAbsent(line.sizeClass(), size -> new ArrayList<>()).add(line);
    }
    factors.add(lines);
  }

  /** How many outputs of the expansion are wanted at most. */
  long outputs() {
    return classes.lastEntry().getValue().stream().mapToLong(Line::outputs).max().getAsLong();
  }

  /**
   * The factors {@code [1, rows, rank]} in the order in which they were asked for.
   *
   * @param rows with those of every factor that was asked for
   * @param weight of the expansion {@code [outputs, rank]}
   * @param bias of the expansion {@code [outputs]}
   */
  List<Tensor> expand(PerceptronRows rows, Tensor weight, Tensor bias) {
    Tensor narrowWeight = weight;
    Tensor narrowBias = bias;
    Map<Line, Tensor> expanded = new HashMap<>();
    for (List<Line> lines : classes.descendingMap().values()) {
      long outputs = lines.stream().mapToLong(Line::outputs).max().getAsLong();
      narrowWeight = narrowWeight.slice(0, 0, outputs);
      narrowBias = narrowBias.slice(0, 0, outputs);
      long[] indices =
          lines.stream()
              .mapToLong(line -> rows.index(line.left(), line.state(), line.place()))
              .toArray();
      long[] ones = new long[indices.length];
      Arrays.fill(ones, 1);
      List<Tensor> pieces = rows.select(indices).linear(narrowWeight, narrowBias).split(0, ones);
      for (int i = 0; i < pieces.size(); i++) {
        expanded.put(lines.get(i), shortened(pieces.get(i), lines.get(i).outputs()));
      }
    }
    return factors.stream()
        .map(lines -> joined(lines.stream().map(expanded::get).toList()))
        .toList();
  }

  private static Tensor shortened(Tensor piece, long outputs) {
    return piece.size(1) == outputs ? piece : piece.slice(1, 0, outputs);
  }

  private Tensor joined(List<Tensor> lines) {
    Tensor values = lines.size() == 1 ? lines.get(0) : lines.get(0).backend().concat(lines, 1);
    return values.reshape(1, values.size(1) / rank, rank);
  }
}
