package org.logah.ghn;

import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Linear;
import org.logah.api.nn.ParameterSpec;

/** Last layers of decoders, which begin with a fifth of the usual weights and without bias. */
final class DampedLinear {
  private static final double DIVISOR = 5;

  private DampedLinear() {}

  static Linear of(String name, long in, long out) {
    Linear linear = Linear.of(name, in, out);
    double bound = 1 / Math.sqrt((double) in) / DIVISOR;
    return new Linear(
        initially(linear.weight(), new InitialDistribution.Uniform(bound)),
        initially(linear.bias(), new InitialDistribution.Constant(0)),
        linear.layout());
  }

  private static ParameterSpec initially(ParameterSpec spec, InitialDistribution initial) {
    return new ParameterSpec(spec.name(), spec.shape(), spec.role(), initial);
  }
}
