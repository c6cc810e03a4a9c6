package org.logah.parity;

import java.util.List;
import java.util.Optional;
import org.logah.api.Tensor;
import org.logah.api.nn.Factors;
import org.logah.api.nn.GraphConvention;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** A network whose positional table has the row in front that the recordings fixed. */
record RecordedNetwork(Network network) implements Network {
  @Override
  public List<ParameterSpec> parameters() {
    return network.parameters();
  }

  @Override
  public NetworkInput exampleInput() {
    return network.exampleInput();
  }

  @Override
  public GraphConvention graphConvention() {
    return network.graphConvention();
  }

  @Override
  public double initializerRange() {
    return network.initializerRange();
  }

  @Override
  public Tensor forward(Parameters parameters, Tensor input) {
    return network.forward(recorded(parameters), input);
  }

  @Override
  public Tensor loss(Parameters parameters, Tensor inputs, Tensor targets) {
    return network.loss(recorded(parameters), inputs, targets);
  }

  private Parameters recorded(Parameters parameters) {
    List<String> tables =
        network.parameters().stream()
            .filter(spec -> spec.role() == ParameterRole.POSITION)
            .map(ParameterSpec::name)
            .toList();
    return new Parameters() {
      @Override
      public Tensor get(String name) {
        Tensor tensor = parameters.get(name);
        return tables.contains(name) ? GoldenClassRow.replaced(tensor) : tensor;
      }

      @Override
      public Tensor distinctRows(String name) {
        return tables.contains(name) ? get(name) : parameters.distinctRows(name);
      }

      @Override
      public Optional<Factors> factors(String name) {
        return parameters.factors(name);
      }
    };
  }
}
