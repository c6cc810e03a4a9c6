package org.logah.ghn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Embedding;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** Networks of a few layers, one for each family, with everything the assembly treats apart. */
final class SmallNetworks {
  private SmallNetworks() {}

  /** Tokens with a class token and a positional table, a residual branch, a norm, a classifier. */
  record Vision(int width, int classes) implements Network {
    private static final int SIDE = 2;

    private ParameterSpec classToken() {
      return new ParameterSpec(
          "class_token",
          Shape.of(1, 1, width),
          ParameterRole.CLASS_TOKEN,
          new InitialDistribution.Normal(1));
    }

    private ParameterSpec positions() {
      return new ParameterSpec(
          "positions",
          Shape.of(1, 1 + SIDE * SIDE, width),
          ParameterRole.POSITION,
          new InitialDistribution.Normal(0.02));
    }

    private Linear inner() {
      return Linear.of("inner", width, width);
    }

    private LayerNorm norm() {
      return LayerNorm.of("norm", width, 1e-6);
    }

    private Linear head() {
      return Linear.of("head", width, classes);
    }

    @Override
    public List<ParameterSpec> parameters() {
      List<ParameterSpec> specs = new ArrayList<>(List.of(classToken(), positions()));
      specs.addAll(inner().parameters());
      specs.addAll(norm().parameters());
      specs.addAll(head().parameters());
      return specs;
    }

    @Override
    public NetworkInput exampleInput() {
      return new NetworkInput(DType.F32, Shape.of(1, SIDE * SIDE, width));
    }

    @Override
    public Tensor forward(Parameters parameters, Tensor input) {
      Tensor tokens = input.backend().concat(List.of(parameters.get("class_token"), input), 1);
      Tensor placed = tokens.add(parameters.get("positions"));
      Tensor mixed = placed.add(inner().forward(parameters, placed).gelu());
      Tensor first = norm().forward(parameters, mixed).slice(1, 0, 1).reshape(1, width);
      return head().forward(parameters, first);
    }
  }

  /** An embedding, two linear maps and a norm. */
  record Language(int vocabulary, int width) implements Network {
    private Embedding embedding() {
      return Embedding.of("tokens", vocabulary, width, new InitialDistribution.Normal(0.02));
    }

    private Linear inner() {
      return Linear.conv1d("inner", width, 3L * width, new InitialDistribution.Normal(0.02));
    }

    private Linear outer() {
      return Linear.conv1d("outer", 3L * width, width, new InitialDistribution.Normal(0.02));
    }

    private LayerNorm norm() {
      return LayerNorm.of("norm", width, 1e-5);
    }

    @Override
    public List<ParameterSpec> parameters() {
      List<ParameterSpec> specs = new ArrayList<>(embedding().parameters());
      specs.addAll(inner().parameters());
      specs.addAll(outer().parameters());
      specs.addAll(norm().parameters());
      return specs;
    }

    @Override
    public NetworkInput exampleInput() {
      return new NetworkInput(DType.I64, Shape.of(1, 4));
    }

    @Override
    public Tensor forward(Parameters parameters, Tensor input) {
      Tensor tokens = embedding().forward(parameters, input);
      Tensor mixed = outer().forward(parameters, inner().forward(parameters, tokens).geluTanh());
      return norm().forward(parameters, tokens.add(mixed));
    }
  }
}
