package org.logah.api.nn;

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
}
