package org.logah.ghn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Some rows of a parameter of a hypernetwork.
 *
 * @param parameter its name
 * @param start first row, an index of dimension 0
 * @param end the row after the last
 */
public record RowRange(String parameter, long start, long end) {
  /** The same rows of one parameter, in order, without overlap and with as few ranges as can be. */
  static List<RowRange> union(List<RowRange> ranges) {
    List<RowRange> joined = new ArrayList<>();
    for (RowRange range :
        ranges.stream().sorted(Comparator.comparingLong(RowRange::start)).toList()) {
      RowRange last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && range.start <= last.end) {
        joined.set(
            joined.size() - 1,
            new RowRange(last.parameter, last.start, Math.max(last.end, range.end)));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }
}
