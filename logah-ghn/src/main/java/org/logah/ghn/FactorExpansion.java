package org.logah.ghn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.logah.api.Tensor;

/**
 * From perceptron rows to factors, for many factors at once. A factor is the beginning of its
 * perceptron rows' outputs, and of the expansion only what the longest of similar rows needs is
 * read: rows are multiplied together with others of up to twice their length.
 */
final class FactorExpansion {
  /**
   * Perceptron rows of one factor that lie beneath each other.
   *
   * @param state row of the states
   * @param place which of its factor's perceptron rows is the first
   * @param lines how many they are
   * @param outputs how many of the expansion's outputs are wanted of each
   */
  private record Segment(boolean left, long state, long place, long lines, long outputs) {
    int sizeClass() {
      return Long.SIZE - Long.numberOfLeadingZeros(outputs - 1);
    }
  }

  private final int rank;
  private final long maxRows;
  private final List<List<Segment>> factors = new ArrayList<>();
  private final NavigableMap<Integer, List<Segment>> classes = new TreeMap<>();

  FactorExpansion(int rank, long maxRows) {
    this.rank = rank;
    this.maxRows = maxRows;
  }

  /** Asks for the first rows of a state's factor A (left) or B. */
  void add(boolean left, long state, long rows) {
    long whole = rows * rank / maxRows;
    long rest = rows * rank % maxRows;
    List<Segment> segments = new ArrayList<>();
    if (whole > 0) {
      segments.add(new Segment(left, state, 0, whole, maxRows));
    }
    if (rest > 0) {
      segments.add(new Segment(left, state, whole, 1, rest));
    }
    for (Segment segment : segments) {
      classes.computeIfAbsent(segment.sizeClass(), size -> new ArrayList<>()).add(segment);
    }
    factors.add(segments);
  }

  /** How many outputs of the expansion are wanted at most. */
  long outputs() {
    return classes.lastEntry().getValue().stream().mapToLong(Segment::outputs).max().getAsLong();
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
    Map<Segment, Tensor> expanded = new HashMap<>();
    for (List<Segment> segments : classes.descendingMap().values()) {
      long outputs = segments.stream().mapToLong(Segment::outputs).max().getAsLong();
      narrowWeight = narrowWeight.slice(0, 0, outputs);
      narrowBias = narrowBias.slice(0, 0, outputs);
      long[] indices =
          segments.stream()
              .flatMapToLong(
                  segment -> {
                    long first = rows.index(segment.left(), segment.state(), segment.place());
                    return LongStream.range(first, first + segment.lines());
                  })
              .toArray();
      long[] lines = segments.stream().mapToLong(Segment::lines).toArray();
      List<Tensor> pieces = rows.select(indices).linear(narrowWeight, narrowBias).split(0, lines);
      for (int i = 0; i < pieces.size(); i++) {
        expanded.put(segments.get(i), flat(pieces.get(i), segments.get(i).outputs()));
      }
    }
    return factors.stream()
        .map(segments -> joined(segments.stream().map(expanded::get).toList()))
        .toList();
  }

  private static Tensor flat(Tensor piece, long outputs) {
    Tensor wanted = piece.size(1) == outputs ? piece : piece.slice(1, 0, outputs);
    return wanted.reshape(1, wanted.size(0) * outputs);
  }

  private Tensor joined(List<Tensor> segments) {
    Tensor values =
        segments.size() == 1 ? segments.get(0) : segments.get(0).backend().concat(segments, 1);
    return values.reshape(1, values.size(1) / rank, rank);
  }
}
