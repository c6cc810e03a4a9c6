package org.logah.api.nn;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.logah.api.Backend;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;

/** Parameters that are kept as tensors, and owned: closing frees them. */
public final class StoredParameters implements Parameters, AutoCloseable {
  /** Elements drawn at once, few beside a large parameter. */
  private static final int BLOCK = 1 << 16;

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
    return draw(spec, spec.shape(), 0, backend, seed);
  }

  /**
   * Some rows of a parameter, the same as if all were drawn, as {@link DType#F32}.
   *
   * @param start first row, an index of dimension 0
   * @param end the row after the last
   */
  public static Tensor draw(ParameterSpec spec, long start, long end, Backend backend, long seed) {
    Shape shape = spec.shape();
    Objects.checkFromToIndex(start, end, shape.size(0));
    long width = shape.elements() / shape.size(0);
    return draw(spec, shape.with(0, end - start), start * width, backend, seed);
  }

  private static Tensor draw(
      ParameterSpec spec, Shape shape, long first, Backend backend, long seed) {
    RandomStream random = RandomStream.named(seed, spec.name());
    int elements = Math.toIntExact(shape.elements());
    ByteBuffer values = Buffers.allocate(Math.multiplyExact(elements, Float.BYTES));
    for (int at = 0; at < elements; at += BLOCK) {
      int count = Math.min(BLOCK, elements - at);
      values.asFloatBuffer().put(at, spec.initial().draw(random, first + at, count));
    }
    return backend.fromBuffer(values, DType.F32, shape);
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
