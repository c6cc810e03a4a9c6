package org.logah.models.initialisation;

import org.logah.api.Backend;
import org.logah.api.nn.Network;
import org.logah.api.nn.StoredParameters;

/**
 * What the software that a network comes from does: every parameter is drawn from its {@link
 * org.logah.api.nn.ParameterSpec#initial}. Defined for every network.
 */
public record RandomInitialisation() implements Initialisation {
  @Override
  public String name() {
    return "random";
  }

  @Override
  public StoredParameters initialise(Network network, Backend backend, long seed) {
    return StoredParameters.initial(network.parameters(), backend, seed);
  }
}
