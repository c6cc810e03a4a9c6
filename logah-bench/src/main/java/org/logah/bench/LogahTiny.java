package org.logah.bench;

import org.logah.api.Backend;
import org.logah.api.nn.StoredParameters;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkPreset;

/**
 * LoGAH-Tiny for language models, with random parameters, which cost as much as trained ones.
 *
 * @param hypernetwork the hypernetwork
 * @param parameters its parameters
 */
record LogahTiny(Hypernetwork hypernetwork, StoredParameters parameters) {
  /** On a backend, in whose innermost scope the parameters live. */
  static LogahTiny on(Backend backend) {
    HypernetworkConfig config = config();
    StoredParameters parameters =
        StoredParameters.initial(Hypernetwork.parameters(config), backend, 0);
    return new LogahTiny(new Hypernetwork(config, parameters), parameters);
  }

  static HypernetworkConfig config() {
    return HypernetworkPreset.TINY.config(HypernetworkConfig.Family.LANGUAGE, 10);
  }
}
