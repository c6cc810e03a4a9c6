package example;

import java.util.List;
import java.util.stream.Stream;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Layer;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** A classifier of two linear maps with a normalisation between them. */
record TwoLayers(long in, long width, long classes) implements Network {
  private Linear inner() {
    return Linear.of("inner", in, width);
  }

  private LayerNorm norm() {
    return LayerNorm.of("norm", width, 1e-5);
  }

  private Linear outer() {
    return Linear.of("outer", width, classes);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return Stream.of(inner(), norm(), outer())
        .map(Layer::parameters)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public NetworkInput exampleInput() {
    return new NetworkInput(DType.F32, Shape.of(1, in));
  }

  @Override
  public Tensor forward(Parameters parameters, Tensor input) {
    Tensor hidden = inner().forward(parameters, input).relu();
    return outer().forward(parameters, norm().forward(parameters, hidden));
  }
}
