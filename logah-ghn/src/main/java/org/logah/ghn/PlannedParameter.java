package org.logah.ghn;

import org.logah.api.nn.ParameterSpec;
import org.logah.graph.Primitive;

/**
 * A parameter that will be predicted.
 *
 * @param spec the parameter
 * @param node its node in the network's graph
 * @param primitive the type of that node
 * @param key the group it belongs to
 * @param shape what the decoder is asked for: no more than the parameter has
 */
record PlannedParameter(
    ParameterSpec spec, int node, Primitive primitive, GroupKey key, DecodeShape shape) {
  /** What the decoder is asked for, of the states of this network's graph alone. */
  DecodeRequest request() {
    return new DecodeRequest(node, shape);
  }
}
