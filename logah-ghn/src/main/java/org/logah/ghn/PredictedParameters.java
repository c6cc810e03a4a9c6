package org.logah.ghn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.logah.api.Backend;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;

/**
 * What a hypernetwork predicts for one network, differentiable, and what is drawn where it predicts
 * nothing. Each tensor is put together when it is first asked for, in the scope of that moment, and
 * again once that is closed; {@link #distinctRows()} does so for all. Not for several threads.
 */
public final class PredictedParameters implements Parameters {
  private final Network network;
  private final PredictionPlan plan;
  private final Map<String, Decoded> decoded;
  private final ParameterAssembly assembly;
  private final Backend backend;
  private final long seed;
  private final Map<String, Tensor> assembled = new HashMap<>();
  private final Map<String, Tensor> distinct = new HashMap<>();

  /**
   * Nothing is put together yet.
   *
   * @param decoded by name; without parameters that are not predicted
   * @param seed of what is drawn
   */
  PredictedParameters(
      Network network,
      PredictionPlan plan,
      Map<String, Decoded> decoded,
      ParameterAssembly assembly,
      Backend backend,
      long seed) {
    this.network = network;
    this.plan = plan;
    this.decoded = decoded;
    this.assembly = assembly;
    this.backend = backend;
    this.seed = seed;
  }

  /** The names of the parameters that are predicted, in the network's order. */
  public List<String> predicted() {
    return network.parameters().stream()
        .map(ParameterSpec::name)
        .filter(decoded::containsKey)
        .toList();
  }

  @Override
  public Tensor get(String name) {
    return open(assembled, name, () -> assemble(name));
  }

  private Tensor assemble(String name) {
    ParameterSpec spec = spec(name);
    Decoded own = decoded.get(name);
    return own == null
        ? StoredParameters.draw(spec, backend, seed)
        : assembly.assemble(own, plan.get(name), network.initializerRange(), seed);
  }

  private ParameterSpec spec(String name) {
    return network.parameters().stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no parameter " + name));
  }

  @Override
  public Tensor distinctRows(String name) {
    Decoded own = decoded.get(name);
    if (own == null || !ParameterAssembly.repeatsRows(own, plan.get(name))) {
      return get(name);
    }
    return open(
        distinct,
        name,
        () -> assembly.distinctRows(own, plan.get(name), network.initializerRange()));
  }

  private static Tensor open(Map<String, Tensor> made, String name, Supplier<Tensor> making) {
    Tensor before = made.get(name);
    if (before != null && !before.isClosed()) {
      return before;
    }
    Tensor now = making.get();
    made.put(name, now);
    return now;
  }

  /**
   * Puts every parameter together now, in the current scope.
   *
   * @return the distinct rows of all that is {@link #predicted}, by name
   */
  public Map<String, Tensor> distinctRows() {
    Map<String, Tensor> rows = new LinkedHashMap<>();
    for (ParameterSpec spec : network.parameters()) {
      Tensor own = distinctRows(spec.name());
      if (decoded.containsKey(spec.name())) {
        rows.put(spec.name(), own);
      }
    }
    return rows;
  }

  /**
   * These parameters with other values where they are predicted, for several threads at once. What
   * {@link #distinctRows()} put together must be open as long.
   *
   * @param rows distinct rows of all that is {@link #predicted}, by name
   */
  public Parameters withDistinctRows(Map<String, Tensor> rows) {
    return new Parameters() {
      @Override
      public Tensor get(String name) {
        Tensor own = distinctRows(name);
        Shape whole = spec(name).shape();
        return own.shape().equals(whole) ? own : own.tile(whole);
      }

      @Override
      public Tensor distinctRows(String name) {
        Tensor own = rows.get(name);
        return own == null ? PredictedParameters.this.distinctRows(name) : own;
      }
    };
  }

  /** The sum of the squares of a parameter's elements, a scalar; repeated rows count as often. */
  public Tensor squaredNorm(String name) {
    Tensor rows = distinctRows(name);
    long own = rows.size(0);
    long all = spec(name).shape().size(0);
    Tensor sum = rows.mul(rows).sum();
    if (own == all) {
      return sum;
    }
    long repetitions = all / own;
    Tensor rest = rows.slice(0, 0, all % own);
    return sum.mul((double) repetitions).add(rest.mul(rest).sum());
  }

  /** Every tensor by name, in the network's order. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : network.parameters()) {
      tensors.put(spec.name(), get(spec.name()));
    }
    return tensors;
  }
}
