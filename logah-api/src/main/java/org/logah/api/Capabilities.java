package org.logah.api;

import java.util.Set;

/**
 * What a backend can do, as data, so that nobody finds out by an exception.
 *
 * @param computes element types that operations accept
 * @param stores element types that tensors may have, those it computes with included
 * @param gradients whether {@link Backend#gradients} works
 * @param precisions what {@link BackendOptions#precision} may ask for on this device; {@link
 *     Precision#FULL} always
 */
public record Capabilities(
    Set<DType> computes, Set<DType> stores, boolean gradients, Set<Precision> precisions) {
  public Capabilities {
    computes = Set.copyOf(computes);
    stores = Set.copyOf(stores);
    precisions = Set.copyOf(precisions);
    if (!stores.containsAll(computes)) {
      throw new IllegalArgumentException("a backend stores what it computes with");
    }
    if (!precisions.contains(Precision.FULL)) {
      throw new IllegalArgumentException("every backend computes in full precision");
    }
  }

  /** These with {@link Precision#FULL} only. */
  public Capabilities(Set<DType> computes, Set<DType> stores, boolean gradients) {
    this(computes, stores, gradients, Set.of(Precision.FULL));
  }

  /** The same with gradients. */
  public Capabilities withGradients() {
    return new Capabilities(computes, stores, true, precisions);
  }
}
