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
}
