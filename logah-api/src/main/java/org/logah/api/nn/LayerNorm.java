package org.logah.api.nn;

import java.util.List;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/**
 * Layer normalisation of the last dimension.
 *
 * @param scale {@code [width]}
 * @param bias {@code [width]}
 * @param eps added to the variance
 */
public record LayerNorm(ParameterSpec scale, ParameterSpec bias, double eps) implements Layer {
  /** {@code name.weight} of ones and {@code name.bias} of zeros. */
  public static LayerNorm of(String name, long width, double eps) {
    return new LayerNorm(
        new ParameterSpec(
            name + ".weight",
            Shape.of(width),
            ParameterRole.NORM_SCALE,
            new InitialDistribution.Constant(1)),
        new ParameterSpec(
            name + ".bias",
            Shape.of(width),
            ParameterRole.NORM_BIAS,
            new InitialDistribution.Constant(0)),
        eps);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(scale, bias);
  }

  @Override
  public Tensor forward(Parameters parameters, Tensor input) {
    return input
        .backend()
        .layerNorm(input, parameters.get(scale.name()), parameters.get(bias.name()), eps);
  }
}
