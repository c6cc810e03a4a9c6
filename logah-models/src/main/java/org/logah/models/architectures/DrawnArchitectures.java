package org.logah.models.architectures;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.logah.api.InvalidInputException;
import org.logah.api.random.RandomStream;
import org.logah.models.ModelConfig;

/**
 * An endless set drawn from a distribution. Number n follows from the seed and n alone: it has a
 * random stream of its own, in which a draw with too many parameters, or of a pair of depth and
 * width that is held out, is followed by the next. Immutable, for any number of threads.
 */
public final class DrawnArchitectures implements ArchitectureSet {
  private static final int NUMBERS = SizeDistribution.NUMBERS + 1;

  private final String name;
  private final SizeDistribution sizes;
  private final Template template;
  private final long mostParameters;
  private final long seed;

  /**
   * A set, after a look at all it might draw.
   *
   * @throws InvalidInputException if a setting is impossible, or leaves no network small enough
   */
  DrawnArchitectures(
      String name, SizeDistribution sizes, Template template, long mostParameters, long seed) {
    this.name = name;
    this.sizes = sizes;
    this.template = template;
    this.mostParameters = mostParameters;
    this.seed = seed;
    if (support().isEmpty()) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "%s: with these settings no network has as few as %,d parameters; make the image"
                  + " smaller, the patches larger, or the classes, tokens or positions fewer",
              name,
              mostParameters));
    }
  }

  /** The name of the set, without seed and settings. */
  public String name() {
    return name;
  }

  @Override
  public ModelConfig config(long index) {
    if (index < 0) {
      throw new IllegalArgumentException("architectures count from 0, not from " + index);
    }
    RandomStream random = RandomStream.named(seed, "architecture %s %d".formatted(name, index));
    for (long first = 0; ; first += NUMBERS) {
      Size size = sizes.draw(random, first);
      int variant = random.integer(first + SizeDistribution.NUMBERS, template.variants());
      ModelConfig config = template.config(size, variant);
      if (!sizes.isHeldOut(size) && isSmallEnough(config)) {
        return config;
      }
    }
  }

  /** The first configurations. */
  public List<ModelConfig> first(int count) {
    return LongStream.range(0, count).mapToObj(this::config).toList();
  }

  @Override
  public List<ModelConfig> support() {
    return sizes.support().flatMap(this::variantsOf).filter(this::isSmallEnough).toList();
  }

  /** The networks to test on; none has depth and width of a network that may be drawn. */
  public List<HeldOutArchitecture> heldOut() {
    return sizes.heldOut().stream()
        .flatMap(
            size ->
                variantsOf(size)
                    .map(config -> new HeldOutArchitecture(sizes.novelty(size), config)))
        .toList();
  }

  private Stream<ModelConfig> variantsOf(Size size) {
    return IntStream.range(0, template.variants())
        .mapToObj(variant -> template.config(size, variant));
  }

  private boolean isSmallEnough(ModelConfig config) {
    return config.parameterCount() <= mostParameters;
  }

  /** For example {@code vits-1k with seed 1}. */
  @Override
  public String toString() {
    return "%s with seed %d".formatted(name, seed);
  }
}
