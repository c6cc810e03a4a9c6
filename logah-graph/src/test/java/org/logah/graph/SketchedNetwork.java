package org.logah.graph;

import java.util.List;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.GraphConvention;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Layer;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** A small network whose forward pass is written where it is needed. */
record SketchedNetwork(
    List<ParameterSpec> parameters,
    NetworkInput exampleInput,
    Body body,
    GraphConvention graphConvention)
    implements Network {

  /** A forward pass. */
  @FunctionalInterface
  interface Body {
    Tensor apply(Parameters parameters, Tensor input);
  }

  static SketchedNetwork ofImage(Shape image, List<ParameterSpec> parameters, Body body) {
    return new SketchedNetwork(
        parameters, new NetworkInput(DType.F32, image), body, GraphConvention.TRACED);
  }

  static SketchedNetwork ofTokens(int tokens, List<ParameterSpec> parameters, Body body) {
    return new SketchedNetwork(
        parameters, new NetworkInput(DType.I64, Shape.of(1, tokens)), body, GraphConvention.TRACED);
  }

  SketchedNetwork under(GraphConvention convention) {
    return new SketchedNetwork(parameters, exampleInput, body, convention);
  }

  @Override
  public Tensor forward(Parameters values, Tensor input) {
    return body.apply(values, input);
  }

  static ParameterSpec parameter(String name, ParameterRole role, long... shape) {
    return new ParameterSpec(name, Shape.of(shape), role, new InitialDistribution.Constant(0));
  }

  static ParameterSpec weight(String name, long... shape) {
    return parameter(name, ParameterRole.WEIGHT, shape);
  }

  static List<ParameterSpec> parametersOf(Layer... layers) {
    return List.of(layers).stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** Some layers one after another. */
  static Body chain(Layer... layers) {
    return (parameters, input) -> {
      Tensor state = input;
      for (Layer layer : layers) {
        state = layer.forward(parameters, state);
      }
      return state;
    };
  }

  @Override
  public String toString() {
    return "sketched network of " + parameters.size() + " parameters";
  }
}
