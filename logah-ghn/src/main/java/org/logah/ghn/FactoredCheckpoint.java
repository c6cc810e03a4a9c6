package org.logah.ghn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.nn.NamedShapes;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.safetensors.CorruptFileException;
import org.logah.api.safetensors.StoredTensor;
import org.logah.api.safetensors.TensorSource;

/**
 * Predicted parameters on disk by the factors of their weights, about a fiftieth of their bytes: a
 * safetensors file with these metadata.
 *
 * <pre>
 * format      logah-factored
 * version     1
 * parameters  JSON object in the network's order, name: { "shape": [size, ...],
 *             "kernel": [height, width] }, the kernel of weights held by their factors only
 * </pre>
 *
 * <p>A factored weight {@code name} is the two tensors {@code name.a} and {@code name.b}, see
 * {@link LowRankTensor}; A is scaled already as the hypernetwork normalises. Any other parameter is
 * one tensor under its own name. All are F32. What {@link FactoredPlan} writes, the same backend
 * expands to the very bytes that {@link Hypernetwork#predict} gives.
 */
public final class FactoredCheckpoint implements AutoCloseable {
  private final Path file;
  private final TensorSource source;
  private final Map<String, FactoredParameter> parameters;

  private FactoredCheckpoint(Path file, TensorSource source) {
    this.file = file;
    this.source = source;
    Map<String, String> metadata = source.metadata();
    if (!isOne(metadata)) {
      throw new InvalidInputException(
          "%s is no factored checkpoint; `predict --factored` makes one".formatted(file));
    }
    if (!FactoredMetadata.VERSION.equals(metadata.get(FactoredMetadata.VERSION_KEY))) {
      throw new InvalidInputException(
          "%s has format version %s; this program reads version %s"
              .formatted(
                  file, metadata.get(FactoredMetadata.VERSION_KEY), FactoredMetadata.VERSION));
    }
    List<String> problems = new ArrayList<>();
    parameters =
        FactoredMetadata.read(metadata.getOrDefault(FactoredMetadata.PARAMETERS_KEY, ""), problems);
    checkTensors(problems);
    if (!problems.isEmpty()) {
      throw new CorruptFileException(file, problems);
    }
  }

  /**
   * Opens a checkpoint and checks that its tensors make the parameters that it names.
   *
   * @throws InvalidInputException if it is no factored checkpoint of this version
   * @throws CorruptFileException naming everything that is missing, unexpected or does not fit
   */
  public static FactoredCheckpoint open(Path file) throws IOException {
    TensorSource source = TensorSource.open(file);
    try {
      return new FactoredCheckpoint(file, source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Whether a file with these metadata means to be a factored checkpoint. */
  public static boolean isOne(Map<String, String> metadata) {
    return FactoredMetadata.FORMAT.equals(metadata.get(FactoredMetadata.FORMAT_KEY));
  }

  private void checkTensors(List<String> problems) {
    Set<String> unexpected = new HashSet<>(source.tensors().keySet());
    parameters.forEach(
        (name, parameter) -> {
          boolean complete = true;
          for (String tensor : parameter.tensors(name)) {
            unexpected.remove(tensor);
            StoredTensor stored = source.tensors().get(tensor);
            if (stored == null) {
              problems.add("tensor %s is missing".formatted(tensor));
              complete = false;
            } else if (stored.dtype() != DType.F32) {
              problems.add("tensor %s is %s, not F32".formatted(tensor, stored.dtype()));
            }
          }
          if (complete) {
            problemsOf(name, parameter)
                .forEach(problem -> problems.add("parameter %s: %s".formatted(name, problem)));
          }
        });
    unexpected.stream()
        .sorted()
        .forEach(name -> problems.add("tensor %s belongs to no parameter".formatted(name)));
  }

  private List<String> problemsOf(String name, FactoredParameter parameter) {
    if (parameter.isFactored()) {
      return LowRankTensor.problems(
          source.tensors().get(name + FactoredParameter.A).shape(),
          source.tensors().get(name + FactoredParameter.B).shape(),
          parameter.kernel().get(0),
          parameter.kernel().get(1),
          parameter.shape());
    }
    Shape stored = source.tensors().get(name).shape();
    return stored.equals(parameter.shape())
        ? List.of()
        : List.of("its tensor is %s, not %s".formatted(stored, parameter.shape()));
  }

  /** The shapes of the parameters by name, in the order of the network. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> shapes.put(name, parameter.shape()));
    return shapes;
  }

  /** How the parameters were made: the metadata without those of the format. */
  public Map<String, String> provenance() {
    return FactoredMetadata.provenance(source.metadata());
  }

  /**
   * A parameter as it is held, which belongs to the innermost scope.
   *
   * @throws InvalidInputException if there is none of that name
   */
  public PredictedTensor load(String name, Backend backend) throws IOException {
    FactoredParameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new InvalidInputException("%s has no parameter %s".formatted(file, name));
    }
    if (parameter.isFactored()) {
      return new LowRankTensor(
          source.load(name + FactoredParameter.A, backend),
          source.load(name + FactoredParameter.B, backend),
          parameter.kernel().get(0),
          parameter.kernel().get(1),
          parameter.shape());
    }
    return new TiledTensor(source.load(name, backend), parameter.shape());
  }

  /**
   * Checks that this holds a network.
   *
   * @throws InvalidInputException naming every parameter that is missing, unexpected or misshapen
   */
  public void requireParametersOf(Network network) {
    Map<String, Shape> expected = new LinkedHashMap<>();
    network.parameters().forEach(spec -> expected.put(spec.name(), spec.shape()));
    NamedShapes.requireEqual(file.toString(), expected, shapes());
  }

  /**
   * Gives the parameters of a network to a sink one by one, as {@link Hypernetwork#stream} does.
   *
   * @throws InvalidInputException naming every parameter that is missing, unexpected or misshapen
   * @throws IOException whatever the sink throws
   */
  public void stream(Network network, Backend backend, PredictionSink sink) throws IOException {
    requireParametersOf(network);
    for (ParameterSpec spec : network.parameters()) {
      try (Scope scope = backend.openScope()) {
        sink.accept(spec, load(spec.name(), backend));
      }
    }
  }

  /**
   * The parameters as tensors that are computed when they are asked for. Closing it closes this
   * checkpoint.
   *
   * @param backend which multiplies; the bytes are those that it gives
   * @param dtype the element type of the tensors
   */
  public TensorSource expanded(Backend backend, DType dtype) {
    return new ExpandedTensors(this, backend, dtype);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** The file and what it is. */
  @Override
  public String toString() {
    return "factored checkpoint " + file;
  }
}
