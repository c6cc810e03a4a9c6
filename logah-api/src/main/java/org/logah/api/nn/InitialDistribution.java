package org.logah.api.nn;

import java.util.Arrays;
import java.util.stream.IntStream;
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
  default float[] draw(RandomStream random, int elements) {
    return draw(random, 0, elements);
  }

  /**
   * Draws the values of some elements, the same as if all were drawn.
   *
   * @param first index of the first
   * @param elements how many
   */
  float[] draw(RandomStream random, long first, int elements);

  /** Always the same value. */
  record Constant(double value) implements InitialDistribution {
    @Override
    public float[] draw(RandomStream random, long first, int elements) {
      float[] values = new float[elements];
      Arrays.fill(values, (float) value);
      return values;
    }
  }

  /** Uniform on {@code [-bound, bound]}. */
  record Uniform(double bound) implements InitialDistribution {
    @Override
    public float[] draw(RandomStream random, long first, int elements) {
      return byQuantile(UniformContinuousDistribution.of(-bound, bound), random, first, elements);
    }
  }

  /** Normal with mean 0. */
  record Normal(double deviation) implements InitialDistribution {
    @Override
    public float[] draw(RandomStream random, long first, int elements) {
      return byQuantile(NormalDistribution.of(0, deviation), random, first, elements);
    }
  }

  /** Normal with mean 0, conditioned on lying in {@code [-cut, cut]}. */
  record TruncatedNormal(double deviation, double cut) implements InitialDistribution {
    @Override
    public float[] draw(RandomStream random, long first, int elements) {
      return byQuantile(
          TruncatedNormalDistribution.of(0, deviation, -cut, cut), random, first, elements);
    }
  }

  private static float[] byQuantile(
      ContinuousDistribution distribution, RandomStream random, long first, int elements) {
    float[] values = new float[elements];
    int atOnce = 1 << 14;
    // Each element depends on its index alone, so any number of threads gives the same.
    IntStream.range(0, elements / atOnce + 1)
        .parallel()
        .forEach(
            chunk -> {
              int start = chunk * atOnce;
              double[] shares = random.uniforms(first + start, Math.min(atOnce, elements - start));
              for (int i = 0; i < shares.length; i++) {
                values[start + i] = (float) distribution.inverseCumulativeProbability(shares[i]);
              }
            });
    return values;
  }
}
