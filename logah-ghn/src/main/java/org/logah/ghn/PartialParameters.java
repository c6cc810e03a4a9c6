package org.logah.ghn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;

/**
 * The parameters of a hypernetwork as far as a prediction for one network reads them: of the large
 * matrices of its decoder some rows. Owned: closing frees them.
 */
public final class PartialParameters implements Parameters, AutoCloseable {
  private record Part(RowRange range, Tensor rows) {}

  /** Where rows come from. */
  @FunctionalInterface
  interface RowSource {
    /** The rows of a range, owned by the innermost scope. */
    Tensor rows(ParameterSpec spec, RowRange range) throws IOException;
  }

  private final Map<String, List<Part>> parts = new LinkedHashMap<>();
  private final Map<String, Long> sizes = new LinkedHashMap<>();

  private PartialParameters() {}

  /**
   * An untrained hypernetwork: the same values as {@link StoredParameters#initial}.
   *
   * @throws org.logah.api.InvalidInputException if it cannot predict for the network
   */
  public static PartialParameters initial(
      HypernetworkConfig config, Network network, Backend backend, long seed) {
    try {
      return of(
          config,
          network,
          backend,
          (spec, range) -> StoredParameters.draw(spec, range.start(), range.end(), backend, seed));
    } catch (IOException e) {
      throw new IllegalStateException("nothing is read", e);
    }
  }

  static PartialParameters of(
      HypernetworkConfig config, Network network, Backend backend, RowSource source)
      throws IOException {
    Map<String, List<RowRange>> read = Hypernetwork.reads(config, network);
    PartialParameters parameters = new PartialParameters();
    try (Scope scope = backend.openScope()) {
      for (ParameterSpec spec : Hypernetwork.parameters(config)) {
        long size = spec.shape().size(0);
        List<Part> loaded = new ArrayList<>();
        for (RowRange range :
            read.getOrDefault(spec.name(), List.of(new RowRange(spec.name(), 0, size)))) {
          loaded.add(new Part(range, source.rows(spec, range)));
        }
        parameters.parts.put(spec.name(), loaded);
        parameters.sizes.put(spec.name(), size);
      }
      parameters.parts.values().forEach(all -> all.forEach(part -> scope.release(part.rows())));
    }
    return parameters;
  }

  @Override
  public Tensor get(String name) {
    List<Part> found = find(name);
    if (found.size() == 1
        && found.get(0).range().start() == 0
        && found.get(0).range().end() == sizes.get(name)) {
      return found.get(0).rows();
    }
    throw new IllegalArgumentException(
        "of the parameter %s only some rows are there".formatted(name));
  }

  @Override
  public Tensor rows(String name, long start, long end) {
    for (Part part : find(name)) {
      RowRange range = part.range();
      if (range.start() <= start && end <= range.end()) {
        return part.rows().slice(0, start - range.start(), end - range.start());
      }
    }
    throw new IllegalArgumentException(
        "of the parameter %s rows %d to %d are not there".formatted(name, start, end));
  }

  private List<Part> find(String name) {
    List<Part> found = parts.get(name);
    if (found == null) {
      throw new IllegalArgumentException("there is no parameter " + name);
    }
    return found;
  }

  /** Elements that are there. */
  public long elements() {
    return parts.values().stream()
        .flatMap(List::stream)
        .mapToLong(part -> part.rows().shape().elements())
        .sum();
  }

  @Override
  public void close() {
    parts.values().forEach(all -> all.forEach(part -> part.rows().close()));
  }
}
