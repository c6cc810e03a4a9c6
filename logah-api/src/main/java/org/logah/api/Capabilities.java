package org.logah.api;

import java.util.Set;

/**
 * What a backend can do, as data, so that nobody finds out by an exception.
 *
 * @param computes element types that operations accept
 * @param stores element types that tensors may have, those it computes with included
 * @param gradients whether {@link Backend#gradients} works
 */
public record Capabilities(Set<DType> computes, Set<DType> stores, boolean gradients) {
  public Capabilities {
    computes = Set.copyOf(computes);
    stores = Set.copyOf(stores);
    if (!stores.containsAll(computes)) {
      throw new IllegalArgumentException("a backend stores what it computes with");
    }
  }
}
