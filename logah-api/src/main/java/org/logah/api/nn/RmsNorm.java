package org.logah.api.nn;

import java.util.List;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/**
 * Root-mean-square normalisation of the last dimension.
 *
 * @param scale {@code [width]}
 * @param eps added to the mean square
 */
public record RmsNorm(ParameterSpec scale, double eps) implements Layer {
  /** {@code name.weight} of ones. */
  public static RmsNorm of(String name, long width, double eps) {
    return new RmsNorm(
        new ParameterSpec(
            name + ".weight",
            Shape.of(width),
            ParameterRole.NORM_SCALE,
            new InitialDistribution.Constant(1)),
        eps);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(scale);
  }

  @Override
  public Tensor forward(Parameters parameters, Tensor input) {
    return input.backend().rmsNorm(input, parameters.get(scale.name()), eps);
  }
}
