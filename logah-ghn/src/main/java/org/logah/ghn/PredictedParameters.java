package org.logah.ghn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.logah.api.Backend;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Factors;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;

/**
 * What a hypernetwork predicts for one network, differentiable, and what is drawn where it predicts
 * nothing. Weights are used by their factors where that takes less. Each tensor is put together
 * when it is first asked for, in the scope of that moment, and again once that is closed; {@link
 * #parts} does so for all. Not for several threads.
 */
public final class PredictedParameters implements Parameters {
  private static final String LEFT = "/a";
  private static final String RIGHT = "/b";

  private final Network network;
  private final PredictionPlan plan;
  private final Map<String, Decoded> decoded;
  private final ParameterAssembly assembly;
  private final Backend backend;
  private final long seed;
  private final Map<String, Tensor> assembled = new HashMap<>();
  private final Map<String, Tensor> distinct = new HashMap<>();
  private final Map<String, Factors> factored = new HashMap<>();

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

  @Override
  public Optional<Factors> factors(String name) {
    Factors before = factored.get(name);
    if (before != null && !before.a().isClosed() && !before.b().isClosed()) {
      return Optional.of(before);
    }
    Decoded own = decoded.get(name);
    Optional<Factors> now =
        own == null
            ? Optional.empty()
            : assembly.factors(own, plan.get(name), network.initializerRange());
    now.ifPresent(factors -> factored.put(name, factors));
    return now;
  }

  /**
   * Puts every parameter together now, in the current scope, as far as it is to be used.
   *
   * @return all that is {@link #predicted}: factors where these take less, distinct rows elsewhere
   */
  public Map<String, Tensor> parts() {
    Map<String, Tensor> parts = new LinkedHashMap<>();
    for (ParameterSpec spec : network.parameters()) {
      String name = spec.name();
      Optional<Factors> factors = factors(name);
      if (factors.isPresent()) {
        parts.put(name + LEFT, factors.get().a());
        parts.put(name + RIGHT, factors.get().b());
      } else {
        Tensor rows = distinctRows(name);
        if (decoded.containsKey(name)) {
          parts.put(name, rows);
        }
      }
    }
    return parts;
  }

  /**
   * These parameters with other values where they are predicted, for several threads at once. What
   * {@link #parts} put together must be open as long.
   *
   * @param parts of the names and shapes of {@link #parts}
   */
  public Parameters withParts(Map<String, Tensor> parts) {
    return new Parameters() {
      @Override
      public Tensor get(String name) {
        Tensor own = distinctRows(name);
        Shape whole = spec(name).shape();
        return own.shape().equals(whole) ? own : own.tile(whole);
      }

      @Override
      public Tensor distinctRows(String name) {
        return factors(name).map(Factors::product).orElseGet(() -> values(name));
      }

      private Tensor values(String name) {
        Tensor own = parts.get(name);
        return own == null ? PredictedParameters.this.distinctRows(name) : own;
      }

      @Override
      public Optional<Factors> factors(String name) {
        return Optional.ofNullable(parts.get(name + LEFT))
            .map(left -> new Factors(left, parts.get(name + RIGHT)));
      }
    };
  }

  /** The sum of the squares of a parameter's elements, a scalar; repeated rows count as often. */
  public Tensor squaredNorm(String name) {
    long all = spec(name).shape().size(0);
    Optional<Factors> factors = factors(name);
    if (factors.isPresent()) {
      Tensor right = factors.get().b();
      return Decoded.Repeated.of(factors.get().a(), all)
          .squares(Decoded.Repeated.of(right, right.size(0)), right.dtype());
    }
    Tensor rows = distinctRows(name);
    long own = rows.size(0);
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
