package org.logah.graph;

import java.util.List;
import java.util.Optional;
import org.logah.api.Shape;
import org.logah.api.nn.ParameterSpec;

/**
 * A node of a computational graph.
 *
 * @param primitive its type
 * @param parameters the parameters that live here: none, one, or a norm's scale and bias
 * @param size the size that its features are made of, at most four dimensions; empty for a node
 *     without one
 */
public record GraphNode(Primitive primitive, List<ParameterSpec> parameters, Optional<Shape> size) {
  public GraphNode {
    parameters = List.copyOf(parameters);
  }

  /** The name of the first parameter, or the primitive's label. */
  public String label() {
    return parameters.isEmpty() ? primitive.label() : parameters.get(0).name();
  }
}
