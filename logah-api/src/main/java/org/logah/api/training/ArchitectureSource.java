package org.logah.api.training;

import org.logah.api.nn.Network;

/** Networks that a hypernetwork is trained to predict for, by number, as {@link BatchSource}. */
public interface ArchitectureSource {
  /** Network number {@code index} from 0 on; there is no last one. */
  Network network(long index);
}
