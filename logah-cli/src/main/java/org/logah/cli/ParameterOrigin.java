package org.logah.cli;

import java.io.IOException;
import java.util.Map;
import org.logah.api.nn.Network;
import org.logah.ghn.PredictionSink;

/** Where a network's predicted parameters come from. */
interface ParameterOrigin {
  /** How they were made; nothing in it depends on when or where. */
  Map<String, String> provenance(Network network);

  /** Gives them to a sink, in the network's order. */
  void stream(Network network, PredictionSink sink) throws IOException;
}
