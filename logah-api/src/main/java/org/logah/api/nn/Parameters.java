package org.logah.api.nn;

import java.util.Optional;
import org.logah.api.Tensor;

/** Where a network finds the tensors of its parameters: stored, predicted, or only traced. */
@FunctionalInterface
public interface Parameters {
  /**
   * The tensor of a parameter.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  Tensor get(String name);

  /**
   * The first rows of a parameter, of which it is a repetition: its row i is row i mod n of these
   * n. All its rows, if it repeats none.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  default Tensor distinctRows(String name) {
    return get(name);
  }

  /**
   * The factors of a weight of two dimensions, where computing with them takes less than with the
   * weight itself; none unless it is known as their product. Columns are not repeated: B has as
   * many rows as the weight has columns.
   *
   * @throws IllegalArgumentException if there is no parameter of that name
   */
  default Optional<Factors> factors(String name) {
    return Optional.empty();
  }

  /**
   * Some rows of a parameter, which is all that must be there of one that nobody reads whole.
   *
   * @param start first row, an index of dimension 0
   * @param end the row after the last
   * @throws IllegalArgumentException if there is no parameter of that name, or these rows of it are
   *     not there
   */
  default Tensor rows(String name, long start, long end) {
    return get(name).slice(0, start, end);
  }
}
