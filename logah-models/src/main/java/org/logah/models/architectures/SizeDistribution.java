package org.logah.models.architectures;

import java.util.List;
import java.util.stream.Stream;
import org.logah.api.random.RandomStream;
import org.logah.models.architectures.HeldOutArchitecture.Novelty;

/**
 * A distribution of sizes: every depth is as likely as every other, then its stratum decides.
 *
 * @param strata the depths from the least to the greatest, each in one stratum
 * @param heldOut sizes to test on; training sees none of their pairs of depth and width
 */
record SizeDistribution(List<Stratum> strata, List<Size> heldOut) {
  /** How many numbers of a stream one size takes. */
  static final int NUMBERS = 3;

  private int fewestLayers() {
    return strata.get(0).fewestLayers();
  }

  private int mostLayers() {
    return strata.get(strata.size() - 1).mostLayers();
  }

  /** The size that the numbers of a stream from {@code first} on say. */
  Size draw(RandomStream random, long first) {
    int layers = fewestLayers() + random.integer(first, mostLayers() - fewestLayers() + 1);
    Stratum stratum =
        strata.stream().filter(candidate -> candidate.holds(layers)).findFirst().orElseThrow();
    int width = choose(stratum.widths(), random, first + 1);
    return new Size(layers, width, choose(stratum.heads().apply(width), random, first + 2));
  }

  private static int choose(List<Integer> values, RandomStream random, long index) {
    return values.get(random.integer(index, values.size()));
  }

  boolean isHeldOut(Size size) {
    return heldOut.stream().anyMatch(size::isPairOf);
  }

  /** The sizes that training may see. */
  Stream<Size> support() {
    return strata.stream().flatMap(Stratum::sizes).filter(size -> !isHeldOut(size));
  }

  /** What is new about a held-out size. */
  Novelty novelty(Size size) {
    boolean deeper = size.layers() > mostLayers();
    boolean wider = support().allMatch(seen -> size.width() > seen.width());
    if (deeper || wider) {
      return !wider ? Novelty.DEEPER : deeper ? Novelty.DEEPER_AND_WIDER : Novelty.WIDER;
    }
    boolean widthSeen = support().anyMatch(seen -> seen.width() == size.width());
    return widthSeen ? Novelty.PAIR : Novelty.WIDTH;
  }
}
