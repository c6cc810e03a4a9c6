package org.logah.ghn;

import org.logah.api.nn.ParameterSpec;
import org.logah.graph.Primitive;

/**
 * A parameter that will be predicted.
 *
 * @param spec the parameter
 * @param node its node in the network's graph
 * @param primitive the type of that node
 * @param shape what the decoder is asked for; of a weight no more than the parameter has, of a
 *     vector its length rounded up
 */
record PlannedParameter(ParameterSpec spec, int node, Primitive primitive, DecodeShape shape) {
  /** What the decoder is asked for, of the states of this network's graph alone. */
  DecodeRequest request() {
    return new DecodeRequest(node, shape);
  }
}
