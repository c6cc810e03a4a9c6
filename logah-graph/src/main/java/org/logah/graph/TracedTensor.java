package org.logah.graph;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;

/** A tensor of no numbers: a shape, and the nodes of the graph that it was computed from. */
final class TracedTensor extends Tensor {
  private final SortedSet<Integer> sources;
  private final Optional<ParameterSpec> parameter;

  private TracedTensor(
      Backend backend,
      Shape shape,
      DType dtype,
      SortedSet<Integer> sources,
      Optional<ParameterSpec> parameter) {
    super(backend, shape, dtype);
    this.sources = sources;
    this.parameter = parameter;
  }

  static TracedTensor computed(
      Backend backend, Shape shape, DType dtype, SortedSet<Integer> sources) {
    return new TracedTensor(backend, shape, dtype, sources, Optional.empty());
  }

  static TracedTensor parameter(Backend backend, ParameterSpec spec, DType dtype) {
    return new TracedTensor(backend, spec.shape(), dtype, new TreeSet<>(), Optional.of(spec));
  }

  /**
   * This tensor in another form, which is still the same parameter or comes from the same nodes.
   */
  TracedTensor reformed(Shape shape, DType dtype) {
    return new TracedTensor(backend(), shape, dtype, sources, parameter);
  }

  /** The nearest nodes upstream; empty for constants and for parameters that nothing consumed. */
  SortedSet<Integer> sources() {
    return sources;
  }

  /** The parameter that this is, if it is one. */
  Optional<ParameterSpec> parameter() {
    return parameter;
  }

  @Override
  protected void release() {
    // There are no numbers to free.
  }
}
