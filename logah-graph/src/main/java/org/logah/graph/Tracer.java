package org.logah.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.GraphConvention;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterSpec;

/**
 * Runs a network's own forward pass on shapes alone and records who fed whom. No number is computed
 * and nothing of the size of a parameter is allocated.
 */
public final class Tracer {
  private Tracer() {}

  /** The graph of a network for its example input, under its own convention. */
  public static ComputationGraph trace(Network network) {
    return trace(network, network.graphConvention());
  }

  /**
   * The graph of a network for its example input.
   *
   * @throws org.logah.api.ShapeMismatchException if the network does not fit its own parameters
   * @throws IllegalArgumentException if it asks for a parameter that it does not declare
   */
  public static ComputationGraph trace(Network network, GraphConvention convention) {
    Trace trace = new Trace();
    try (TracingBackend backend = new TracingBackend(trace);
        Scope scope = backend.openScope()) {
      Map<String, Tensor> parameters = new HashMap<>();
      for (ParameterSpec spec : network.parameters()) {
        parameters.put(spec.name(), TracedTensor.parameter(backend, spec, DType.F32));
      }
      NetworkInput input = network.exampleInput();
      network.forward(
          name -> declared(parameters, name),
          TracedTensor.computed(backend, input.shape(), input.dtype(), new TreeSet<>(List.of(0))));
    }
    return TopologicalOrder.graph(PublishedConvention.apply(convention, trace));
  }

  private static Tensor declared(Map<String, Tensor> parameters, String name) {
    Tensor tensor = parameters.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "the network asks for parameter %s, which it does not declare".formatted(name));
    }
    return tensor;
  }
}
