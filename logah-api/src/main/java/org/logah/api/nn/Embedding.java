package org.logah.api.nn;

import java.util.List;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/**
 * A table whose rows are looked up: indices of any shape become that shape followed by the width.
 *
 * @param weight {@code [rows, width]}
 */
public record Embedding(ParameterSpec weight) implements Layer {
  /** A table {@code name.weight}. */
  public static Embedding of(String name, long rows, long width, InitialDistribution initial) {
    return new Embedding(
        new ParameterSpec(
            name + ".weight", Shape.of(rows, width), ParameterRole.EMBEDDING, initial));
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(weight);
  }

  /** With the factors of the table, where they are known and take less. */
  @Override
  public Tensor forward(Parameters parameters, Tensor indices) {
    return parameters
        .factors(weight.name())
        .filter(factors -> factors.a().size(0) == weight.shape().size(0))
        .map(factors -> factors.a().embedding(indices).linear(factors.b(), null))
        .orElseGet(() -> parameters.get(weight.name()).embedding(indices));
  }
}
