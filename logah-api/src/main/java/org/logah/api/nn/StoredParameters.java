package org.logah.api.nn;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;

/** Parameters that are kept as tensors, and owned: closing frees them. */
public final class StoredParameters implements Parameters, AutoCloseable {
  private final Map<String, Tensor> tensors;

  /** Takes over the tensors; they must belong to no scope that closes earlier. */
  public StoredParameters(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Parameters drawn from their initial distributions, each from the stream of its name.
   *
   * @param backend where they live, as {@link DType#F32}
   */
  public static StoredParameters initial(List<ParameterSpec> specs, Backend backend, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      tensors.put(spec.name(), draw(spec, backend, seed));
    }
    return new StoredParameters(tensors);
  }

  /** One parameter drawn from its initial distribution, as {@link DType#F32}. */
  public static Tensor draw(ParameterSpec spec, Backend backend, long seed) {
    int elements = Math.toIntExact(spec.shape().elements());
    ByteBuffer values =
        Buffers.of(spec.initial().draw(RandomStream.named(seed, spec.name()), elements));
    return backend.fromBuffer(values, DType.F32, spec.shape());
  }

  @Override
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("there is no parameter " + name);
    }
    return tensor;
  }

  /** The tensors by name, in order. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
  }
}
