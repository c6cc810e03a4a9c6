package org.logah.graph;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.logah.api.Convolution;
import org.logah.api.Gradients;
import org.logah.api.LinearLayout;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;

/** The backend that computes shapes only, and records the operations of the vocabulary. */
final class TracingBackend extends TracingArithmetic {
  private final Trace trace;

  TracingBackend(Trace trace) {
    super(trace);
    this.trace = trace;
  }

  /** Through the node of the parameter that an operation consumes, if the operand is one. */
  private SortedSet<Integer> consumed(
      String operation, Tensor operand, Primitive primitive, SortedSet<Integer> inputs) {
    if (operand == null) {
      return inputs;
    }
    Optional<ParameterSpec> spec = traced(operation, operand).parameter();
    if (spec.isPresent()) {
      return trace.consume(spec.get(), primitive, inputs);
    }
    SortedSet<Integer> sources = new TreeSet<>(inputs);
    sources.addAll(traced(operation, operand).sources());
    return sources;
  }

  // ---------------------------------------------------------------- distributions and layers

  /** Attention that a network composes by itself: its node is where the softmax is. */
  @Override
  public Tensor softmax(Tensor a, int dimension) {
    a.shape().axis(dimension);
    SortedSet<Integer> inputs = sources("softmax", a);
    SortedSet<Integer> node =
        inputs.isEmpty() ? inputs : trace.operation(Primitive.MSA, Optional.empty(), inputs);
    return result(a.shape(), a.dtype(), node);
  }

  @Override
  public Tensor logSoftmax(Tensor a, int dimension) {
    a.shape().axis(dimension);
    return unary("logSoftmax", a);
  }

  @Override
  public Tensor gelu(Tensor a) {
    return unary("gelu", a);
  }

  @Override
  public Tensor geluTanh(Tensor a) {
    return unary("geluTanh", a);
  }

  @Override
  public Tensor silu(Tensor a) {
    return unary("silu", a);
  }

  /** A lookup of constant indices, as of positions, starts at the input. */
  @Override
  public Tensor embedding(Tensor weight, Tensor indices) {
    Shape shape = ShapeInference.embedding(weight.shape(), indices.shape());
    SortedSet<Integer> inputs = sources("embedding", indices);
    if (inputs.isEmpty()) {
      inputs.add(0);
    }
    return result(shape, weight.dtype(), consumed("embedding", weight, Primitive.POS_ENC, inputs));
  }

  @Override
  public Tensor scatterAdd(Tensor values, Tensor indices, long rows) {
    Shape shape = ShapeInference.scatterAdd(values.shape(), indices.shape(), rows);
    return result(shape, values.dtype(), sources("scatterAdd", values, indices));
  }

  @Override
  public Tensor linear(Tensor input, Tensor weight, Tensor bias, LinearLayout layout) {
    Shape shape =
        ShapeInference.linear(
            input.shape(), weight.shape(), bias == null ? null : bias.shape(), layout);
    return result(
        shape, input.dtype(), weightThenBias("linear", input, weight, bias, Primitive.CONV));
  }

  @Override
  public Tensor conv2d(Tensor input, Tensor weight, Tensor bias, Convolution convolution) {
    Shape shape =
        ShapeInference.conv2d(
            input.shape(), weight.shape(), bias == null ? null : bias.shape(), convolution);
    Primitive primitive = Primitive.CONV;
    if (convolution.groups() > 1) {
      primitive = convolution.dilation() > 1 ? Primitive.DIL_CONV : Primitive.SEP_CONV;
    }
    return result(shape, input.dtype(), weightThenBias("conv2d", input, weight, bias, primitive));
  }

  private SortedSet<Integer> weightThenBias(
      String operation, Tensor input, Tensor weight, Tensor bias, Primitive primitive) {
    SortedSet<Integer> inputs = sources(operation, input);
    return consumed(
        operation, bias, Primitive.BIAS, consumed(operation, weight, primitive, inputs));
  }

  @Override
  public Tensor layerNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    return norm("layerNorm", Primitive.LN, input, -1, scale, bias);
  }

  @Override
  public Tensor rmsNorm(Tensor input, Tensor scale, double eps) {
    return norm("rmsNorm", Primitive.RMSNORM, input, -1, scale, null);
  }

  @Override
  public Tensor batchNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    return norm("batchNorm", Primitive.BN, input, 1, scale, bias);
  }

  private Tensor norm(
      String operation, Primitive primitive, Tensor input, int axis, Tensor scale, Tensor bias) {
    ShapeInference.norm(
        operation, input.shape(), axis, scale.shape(), bias == null ? null : bias.shape());
    SortedSet<Integer> node = consumed(operation, scale, primitive, sources(operation, input));
    Optional<ParameterSpec> home = traced(operation, scale).parameter();
    if (bias != null && home.isPresent()) {
      traced(operation, bias).parameter().ifPresent(spec -> trace.share(spec, home.get()));
    }
    return result(input.shape(), input.dtype(), node);
  }

  @Override
  public Tensor attention(Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    Shape shape =
        ShapeInference.attention(
            query.shape(), key.shape(), value.shape(), bias == null ? null : bias.shape());
    SortedSet<Integer> node =
        trace.operation(
            Primitive.MSA, Optional.empty(), sources("attention", query, key, value, bias));
    trace.attention(node, sources("attention", query), sources("attention", key));
    return result(shape, query.dtype(), node);
  }

  @Override
  public Tensor rotaryEmbedding(Tensor input, Tensor cosine, Tensor sine) {
    ShapeInference.rotaryEmbedding(input.shape(), cosine.shape(), sine.shape());
    SortedSet<Integer> inputs = sources("rotaryEmbedding", input, cosine, sine);
    SortedSet<Integer> both = new TreeSet<>(inputs);
    both.addAll(trace.operation(Primitive.ROT_EMB, Optional.empty(), inputs));
    return result(input.shape(), input.dtype(), trace.join(Primitive.SUM, both));
  }

  @Override
  public Tensor maxPool2d(Tensor input, Pooling pooling) {
    return pool("maxPool2d", Primitive.MAX_POOL, input, pooling);
  }

  @Override
  public Tensor averagePool2d(Tensor input, Pooling pooling) {
    return pool("averagePool2d", Primitive.AVG_POOL, input, pooling);
  }

  private Tensor pool(String operation, Primitive primitive, Tensor input, Pooling pooling) {
    Shape shape = ShapeInference.pool(operation, input.shape(), pooling);
    Shape window = Shape.of(1, 1, pooling.kernel(), pooling.kernel());
    return result(
        shape,
        input.dtype(),
        trace.operation(primitive, Optional.of(window), sources(operation, input)));
  }

  @Override
  public Tensor globalAveragePool(Tensor input) {
    ShapeInference.requireRank("globalAveragePool", input.shape(), 4);
    SortedSet<Integer> inputs = sources("globalAveragePool", input);
    return result(
        Shape.of(input.size(0), input.size(1)),
        input.dtype(),
        trace.operation(Primitive.GLOB_AVG, Optional.empty(), inputs));
  }

  // ---------------------------------------------------------------- differentiation

  @Override
  public Tensor variable(Tensor values) {
    throw new UnsupportedOperationException("the tracer knows no numbers, hence no gradients");
  }

  @Override
  public Gradients gradients(Tensor loss, List<Tensor> variables) {
    throw new UnsupportedOperationException("the tracer knows no numbers, hence no gradients");
  }
}
