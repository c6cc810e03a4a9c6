package org.logah.models.architectures;

import java.util.List;
import org.logah.api.InvalidInputException;
import org.logah.api.random.RandomStream;
import org.logah.models.ModelConfig;

/**
 * A set of finitely many architectures, gone through again and again. Each pass has another random
 * order, which follows from the seed and the number of the pass.
 *
 * @param configs the architectures, at least one
 * @param seed of the orders
 */
public record ArchitectureList(List<ModelConfig> configs, long seed) implements ArchitectureSet {
  /**
   * Copies the list.
   *
   * @throws InvalidInputException if it is empty
   */
  public ArchitectureList {
    configs = List.copyOf(configs);
    if (configs.isEmpty()) {
      throw new InvalidInputException("a set of architectures holds at least one; this has none");
    }
  }

  @Override
  public ModelConfig config(long index) {
    if (index < 0) {
      throw new IllegalArgumentException("architectures count from 0, not from " + index);
    }
    int place = (int) (index % configs.size());
    return configs.get(order(index / configs.size())[place]);
  }

  @Override
  public List<ModelConfig> support() {
    return configs.stream().distinct().toList();
  }

  /** A permutation by the shuffle of Fisher and Yates. */
  private int[] order(long pass) {
    RandomStream random = RandomStream.named(seed, "order of architectures " + pass);
    int[] order = new int[configs.size()];
    for (int i = 0; i < order.length; i++) {
      int other = random.integer(i, i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
