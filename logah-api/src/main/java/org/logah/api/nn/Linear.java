package org.logah.api.nn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.LinearLayout;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/**
 * An affine map {@code [..., in] -> [..., out]} of the last dimension.
 *
 * @param weight its weight, laid out as {@code layout} says
 * @param bias its bias {@code [out]}, or {@code null} for none
 * @param layout PyTorch's Linear or GPT-2's Conv1D
 */
public record Linear(ParameterSpec weight, ParameterSpec bias, LinearLayout layout)
    implements Layer {

  /**
   * PyTorch's Linear: weight {@code name.weight} of {@code [out, in]} and {@code name.bias}, both
   * uniform on ±1/√in.
   */
  public static Linear of(String name, long in, long out) {
    InitialDistribution initial = new InitialDistribution.Uniform(1 / Math.sqrt((double) in));
    return new Linear(
        new ParameterSpec(name + ".weight", Shape.of(out, in), ParameterRole.WEIGHT, initial),
        new ParameterSpec(name + ".bias", Shape.of(out), ParameterRole.BIAS, initial),
        LinearLayout.OUT_IN);
  }

  /** Weight {@code name.weight} of {@code [out, in]} and no bias. */
  public static Linear withoutBias(String name, long in, long out, InitialDistribution initial) {
    return new Linear(
        new ParameterSpec(name + ".weight", Shape.of(out, in), ParameterRole.WEIGHT, initial),
        null,
        LinearLayout.OUT_IN);
  }

  /** GPT-2's Conv1D: weight {@code name.weight} of {@code [in, out]} and a bias of zeros. */
  public static Linear conv1d(String name, long in, long out, InitialDistribution initial) {
    return new Linear(
        new ParameterSpec(name + ".weight", Shape.of(in, out), ParameterRole.WEIGHT, initial),
        new ParameterSpec(
            name + ".bias", Shape.of(out), ParameterRole.BIAS, new InitialDistribution.Constant(0)),
        LinearLayout.IN_OUT);
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(List.of(weight));
    if (bias != null) {
      specs.add(bias);
    }
    return specs;
  }

  /** With the factors of its weight, where they are known and take less. */
  @Override
  public Tensor forward(Parameters parameters, Tensor input) {
    Tensor shift = bias == null ? null : parameters.get(bias.name());
    return parameters
        .factors(weight.name())
        .map(factors -> factors.linear(input, shift, layout, in(), out()))
        .orElseGet(
            () -> input.backend().linear(input, parameters.get(weight.name()), shift, layout));
  }

  /** Width of an input. */
  long in() {
    return weight.shape().size(layout == LinearLayout.OUT_IN ? 1 : 0);
  }

  /** Width of an output. */
  long out() {
    return weight.shape().size(layout == LinearLayout.OUT_IN ? 0 : 1);
  }
}
