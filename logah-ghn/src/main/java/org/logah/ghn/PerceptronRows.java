package org.logah.ghn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.Tensor;
import org.logah.api.nn.Linear;
import org.logah.api.nn.Parameters;

/**
 * Those of the 2r rows that the perceptron makes of each state that somebody reads, one beneath the
 * other.
 *
 * @param rows {@code [all, rank]}
 * @param starts where the rows of a factor begin
 */
record PerceptronRows(Tensor rows, Map<Factor, Long> starts) {
  /**
   * One of the two factors of one state.
   *
   * @param left whether it is A, of the first r rows, and not B, of the others
   * @param state row of the states
   */
  record Factor(boolean left, long state) {}

  private record Group(boolean left, long count) {}

  /**
   * Evaluates the perceptron's last layer. States that need as many rows are multiplied together,
   * so that the weight is read once and no row is made that is not read.
   *
   * @param features what the last layer gets, {@code [read, width]}
   * @param read the states that the features are of, in ascending order
   * @param counts how many rows each factor needs; not empty
   */
  static PerceptronRows evaluate(
      Parameters parameters,
      Linear last,
      int rank,
      Tensor features,
      long[] read,
      Map<Factor, Long> counts) {
    Map<Group, List<Long>> groups = new LinkedHashMap<>();
    counts.forEach(
        (factor, count) ->
            groups
                .computeIfAbsent(new Group(factor.left(), count), group -> new ArrayList<>())
                .add(factor.state()));
    List<Tensor> evaluated = new ArrayList<>();
    Map<Factor, Long> starts = new HashMap<>();
    long start = 0;
    for (Map.Entry<Group, List<Long>> entry : groups.entrySet()) {
      Group group = entry.getKey();
      List<Long> states = entry.getValue();
      long[] places =
          states.stream().mapToLong(state -> Arrays.binarySearch(read, state)).toArray();
      long from = (group.left() ? 0 : rank) * (long) rank;
      long to = from + group.count() * rank;
      evaluated.add(
          features
              .embedding(features.backend().tensor(places, places.length))
              .linear(
                  parameters.rows(last.weight().name(), from, to),
                  parameters.rows(last.bias().name(), from, to))
              .relu()
              .reshape(-1, rank));
      for (long state : states) {
        starts.put(new Factor(group.left(), state), start);
        start += group.count();
      }
    }
    return new PerceptronRows(features.backend().concat(evaluated, 0), starts);
  }

  /**
   * Some rows in any order.
   *
   * @param indices into all rows
   */
  Tensor select(long[] indices) {
    return rows.embedding(rows.backend().tensor(indices, indices.length));
  }

  /** Where a row of a factor is. */
  long index(boolean left, long state, long place) {
    return starts.get(new Factor(left, state)) + place;
  }
}
