package org.logah.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The gradients of one scalar with respect to the variables it was asked for. */
public interface Gradients {
  /**
   * The gradient of {@code variable}, of its shape; empty if the scalar does not depend on it.
   *
   * @throws IllegalArgumentException if it was not among the variables asked for
   */
  Optional<Tensor> of(Tensor variable);

  /**
   * The gradients by the names of their variables, without those that the scalar does not depend
   * on.
   *
   * @throws IllegalArgumentException if a variable was not among those asked for
   */
  default Map<String, Tensor> byName(Map<String, Tensor> variables) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    variables.forEach(
        (name, variable) -> of(variable).ifPresent(gradient -> found.put(name, gradient)));
    return found;
  }
}
