package org.logah.api.tape;

import java.util.IdentityHashMap;
import java.util.Optional;
import org.logah.api.Gradients;
import org.logah.api.Tensor;

/** What a backward pass found, by variable. */
final class TapeGradients implements Gradients {
  private final IdentityHashMap<Tensor, Optional<Tensor>> gradients;

  TapeGradients(IdentityHashMap<Tensor, Optional<Tensor>> gradients) {
    this.gradients = gradients;
  }

  @Override
  public Optional<Tensor> of(Tensor variable) {
    Optional<Tensor> gradient = gradients.get(variable);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "gradients: %s was not among the variables asked for".formatted(variable));
    }
    return gradient;
  }
}
