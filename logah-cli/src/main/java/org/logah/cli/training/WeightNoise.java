package org.logah.cli.training;

import java.util.stream.IntStream;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution.Normal;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.random.RandomStream;

/**
 * Noise that makes predicted rows differ which the hypernetwork made alike (GHN-3, arXiv
 * 2303.04143): each element gets a normal number of its own.
 */
final class WeightNoise {
  private WeightNoise() {}

  /**
   * A noisy copy, which belongs to no scope.
   *
   * @param sigma standard deviation of the noise, in standard deviations of the tensor
   * @param seed of the noise, which also depends on the parameter's name
   */
  static Tensor add(Tensor tensor, ParameterSpec spec, double sigma, long seed) {
    float[] values = tensor.toFloats();
    double deviation = sigma * deviation(values);
    if (deviation > 0) {
      float[] noise =
          new Normal(deviation)
              .draw(RandomStream.named(seed, "noise " + spec.name()), values.length);
      for (int i = 0; i < values.length; i++) {
        values[i] += noise[i];
      }
    }
    try (Scope scope = tensor.backend().openScope()) {
      return scope.release(tensor.backend().tensor(values, tensor.shape().toArray()));
    }
  }

  private static double deviation(float[] values) {
    double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
    double squares =
        IntStream.range(0, values.length)
            .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
            .sum();
    return Math.sqrt(squares / Math.max(1, values.length));
  }
}
