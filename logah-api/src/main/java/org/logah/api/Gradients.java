package org.logah.api;

import java.util.Optional;

/** The gradients of one scalar with respect to the variables it was asked for. */
public interface Gradients {
  /**
   * The gradient of {@code variable}, of its shape; empty if the scalar does not depend on it.
   *
   * @throws IllegalArgumentException if it was not among the variables asked for
   */
  Optional<Tensor> of(Tensor variable);
}
