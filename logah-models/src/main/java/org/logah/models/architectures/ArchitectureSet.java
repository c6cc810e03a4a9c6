package org.logah.models.architectures;

import java.util.List;
import org.logah.api.nn.Network;
import org.logah.api.training.ArchitectureSource;
import org.logah.models.ModelConfig;

/** Configurations of models by number; number n is the same whenever it is asked for. */
public interface ArchitectureSet extends ArchitectureSource {
  /**
   * Configuration number {@code index}.
   *
   * @param index from 0 on; there is no last one
   */
  ModelConfig config(long index);

  /** Every configuration that occurs, each once. */
  List<ModelConfig> support();

  @Override
  default Network network(long index) {
    return config(index).network();
  }
}
