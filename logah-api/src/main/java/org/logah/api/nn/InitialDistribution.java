package org.logah.api.nn;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.logah.api.random.RandomStream;

/** A distribution that the initial values of a parameter are drawn from, independently. */
public sealed interface InitialDistribution {
  /**
   * Draws the value of each element: element i takes number i of the stream, whatever its order.
   *
   * @param elements how many
   */
  float[] draw(RandomStream random, int elements);

  /** Always the same value. */
  record Constant(double value) implements InitialDistribution {
    @Override
    public float[] draw(RandomStream random, int elements) {
      float[] values = new float[elements];
      Arrays.fill(values, (float) value);
      return values;
    }
  }

  /** Uniform on {@code [-bound, bound]}. */
  record Uniform(double bound) implements InitialDistribution {
    @Override
    public float[] draw(RandomStream random, int elements) {
      return byQuantile(UniformContinuousDistribution.of(-bound, bound), random, elements);
    }
  }

  /** Normal with mean 0. */
  record Normal(double deviation) implements InitialDistribution {
    @Override
    public float[] draw(RandomStream random, int elements) {
      return byQuantile(NormalDistribution.of(0, deviation), random, elements);
    }
  }

  /** Normal with mean 0, conditioned on lying in {@code [-cut, cut]}. */
  record TruncatedNormal(double deviation, double cut) implements InitialDistribution {
    @Override
    public float[] draw(RandomStream random, int elements) {
      return byQuantile(TruncatedNormalDistribution.of(0, deviation, -cut, cut), random, elements);
    }
  }

  private static float[] byQuantile(
      ContinuousDistribution distribution, RandomStream random, int elements) {
    double[] shares = random.uniforms(elements);
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (float) distribution.inverseCumulativeProbability(shares[i]);
    }
    return values;
  }
}
