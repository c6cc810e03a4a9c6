package org.logah.graph;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.logah.api.Backend;
import org.logah.api.Capabilities;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.LinearLayout;
import org.logah.api.Operands;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;

/** The backend that computes shapes only, and records the operations of the vocabulary. */
final class TracingBackend implements Backend {
  private final Trace trace;

  TracingBackend(Trace trace) {
    this.trace = trace;
  }

  @Override
  public String name() {
    return "tracer";
  }

  @Override
  public Capabilities capabilities() {
    EnumSet<DType> all = EnumSet.allOf(DType.class);
    return new Capabilities(all, all, false);
  }

  @Override
  public void close() {
    // There is nothing native to free.
  }

  // ---------------------------------------------------------------- what a result comes from

  private Tensor result(Shape shape, DType dtype, SortedSet<Integer> sources) {
    return TracedTensor.computed(this, shape, dtype, sources);
  }

  private Tensor constant(Shape shape, DType dtype) {
    return result(shape, dtype, new TreeSet<>());
  }

  private TracedTensor traced(String operation, Tensor tensor) {
    Operands.require(this, operation, tensor);
    return (TracedTensor) tensor;
  }

  /**
   * What an operation is fed by: the sources of its data, through the nodes of parameters that meet
   * the data here.
   */
  private SortedSet<Integer> sources(String operation, Tensor... operands) {
    SortedSet<Integer> data = new TreeSet<>();
    for (Tensor operand : operands) {
      if (operand != null) {
        data.addAll(traced(operation, operand).sources());
      }
    }
    for (Tensor operand : operands) {
      Optional<ParameterSpec> spec =
          operand == null ? Optional.empty() : traced(operation, operand).parameter();
      if (spec.isPresent()) {
        data = parameterBeside(spec.get(), data);
      }
    }
    return data;
  }

  private Tensor reformed(String operation, Tensor tensor, Shape shape) {
    return traced(operation, tensor).reformed(shape, tensor.dtype());
  }

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

  /** A parameter that meets data: its role says what node it is, if any. */
  private SortedSet<Integer> parameterBeside(ParameterSpec spec, SortedSet<Integer> data) {
    return switch (spec.role()) {
      case WEIGHT -> trace.consume(spec, Primitive.CONV, data);
      case BIAS -> trace.consume(spec, Primitive.BIAS, data);
      case NORM_SCALE, NORM_BIAS -> trace.consume(spec, Primitive.LN, data);
      case CLASS_TOKEN, LAYER_SCALE -> data;
      case EMBEDDING, POSITION -> {
        SortedSet<Integer> both = new TreeSet<>(data);
        both.addAll(trace.consume(spec, Primitive.POS_ENC, new TreeSet<>()));
        yield both;
      }
    };
  }

  private Tensor binary(String operation, Tensor a, Tensor b, DType dtype) {
    Shape shape = ShapeInference.broadcast(operation, a.shape(), b.shape());
    return result(shape, dtype, sources(operation, a, b));
  }

  private Tensor unary(String operation, Tensor a) {
    return reformed(operation, a, a.shape());
  }

  // ---------------------------------------------------------------- making and reading

  @Override
  public Tensor fromBuffer(ByteBuffer data, DType dtype, Shape shape) {
    return constant(shape, dtype);
  }

  @Override
  public Tensor full(double value, DType dtype, Shape shape) {
    return constant(shape, dtype);
  }

  @Override
  public void read(Tensor tensor, Consumer<ByteBuffer> consumer) {
    throw new UnsupportedOperationException(
        "a network whose forward pass reads numbers cannot be traced");
  }

  @Override
  public Tensor cast(Tensor tensor, DType dtype) {
    return traced("cast", tensor).reformed(tensor.shape(), dtype);
  }

  // ---------------------------------------------------------------- element by element

  @Override
  public Tensor add(Tensor a, Tensor b) {
    Shape shape = ShapeInference.broadcast("add", a.shape(), b.shape());
    SortedSet<Integer> operands = sources("add", a, b);
    return result(shape, a.dtype(), trace.join(Primitive.SUM, operands));
  }

  @Override
  public Tensor add(Tensor a, double value) {
    return unary("add", a);
  }

  @Override
  public Tensor sub(Tensor a, Tensor b) {
    return binary("sub", a, b, a.dtype());
  }

  /** Branches of one shape gate each other; one that is stretched over positions is a squeeze. */
  @Override
  public Tensor mul(Tensor a, Tensor b) {
    Shape shape = ShapeInference.broadcast("mul", a.shape(), b.shape());
    Primitive primitive = a.shape().equals(b.shape()) ? Primitive.GATE : Primitive.CSE;
    return result(shape, a.dtype(), trace.join(primitive, sources("mul", a, b)));
  }

  @Override
  public Tensor mul(Tensor a, double value) {
    return unary("mul", a);
  }

  @Override
  public Tensor div(Tensor a, Tensor b) {
    return binary("div", a, b, a.dtype());
  }

  @Override
  public Tensor neg(Tensor a) {
    return unary("neg", a);
  }

  @Override
  public Tensor abs(Tensor a) {
    return unary("abs", a);
  }

  @Override
  public Tensor sqrt(Tensor a) {
    return unary("sqrt", a);
  }

  @Override
  public Tensor exp(Tensor a) {
    return unary("exp", a);
  }

  @Override
  public Tensor log(Tensor a) {
    return unary("log", a);
  }

  @Override
  public Tensor tanh(Tensor a) {
    return unary("tanh", a);
  }

  @Override
  public Tensor erf(Tensor a) {
    return unary("erf", a);
  }

  @Override
  public Tensor sigmoid(Tensor a) {
    return unary("sigmoid", a);
  }

  @Override
  public Tensor relu(Tensor a) {
    return unary("relu", a);
  }

  @Override
  public Tensor equal(Tensor a, Tensor b) {
    return binary("equal", a, b, DType.BOOL);
  }

  @Override
  public Tensor less(Tensor a, Tensor b) {
    return binary("less", a, b, DType.BOOL);
  }

  @Override
  public Tensor where(Tensor condition, Tensor a, Tensor b) {
    Shape shape = ShapeInference.broadcast("where", a.shape(), b.shape());
    shape = ShapeInference.broadcast("where", condition.shape(), shape);
    return result(shape, a.dtype(), sources("where", condition, a, b));
  }

  // ---------------------------------------------------------------- reductions and products

  @Override
  public Tensor sum(Tensor a, boolean keep, int... dimensions) {
    return reformed("sum", a, ShapeInference.reduce("sum", a.shape(), keep, dimensions));
  }

  @Override
  public Tensor max(Tensor a, boolean keep, int dimension) {
    return reformed("max", a, ShapeInference.reduceNonEmpty("max", a.shape(), keep, dimension));
  }

  @Override
  public Tensor argmax(Tensor a, int dimension) {
    Shape shape = ShapeInference.reduceNonEmpty("argmax", a.shape(), false, dimension);
    return traced("argmax", a).reformed(shape, DType.I64);
  }

  @Override
  public Tensor matmul(Tensor a, Tensor b) {
    Shape shape = ShapeInference.matmul(a.shape(), b.shape());
    return result(shape, a.dtype(), sources("matmul", a, b));
  }

  // ---------------------------------------------------------------- form

  @Override
  public Tensor reshape(Tensor a, Shape shape) {
    return reformed("reshape", a, ShapeInference.reshape(a.shape(), shape));
  }

  @Override
  public Tensor permute(Tensor a, int... dimensions) {
    return reformed("permute", a, ShapeInference.permute(a.shape(), dimensions));
  }

  @Override
  public Tensor expand(Tensor a, Shape target) {
    return reformed("expand", a, ShapeInference.expand(a.shape(), target));
  }

  @Override
  public Tensor slice(Tensor a, int dimension, long start, long end) {
    return reformed("slice", a, ShapeInference.slice(a.shape(), dimension, start, end));
  }

  @Override
  public Tensor tile(Tensor a, Shape target) {
    return reformed("tile", a, ShapeInference.tile(a.shape(), target));
  }

  @Override
  public Tensor concat(List<Tensor> parts, int dimension) {
    Shape shape = ShapeInference.concat(parts.stream().map(Tensor::shape).toList(), dimension);
    SortedSet<Integer> joined = sources("concat", parts.toArray(new Tensor[0]));
    return result(shape, parts.get(0).dtype(), trace.join(Primitive.CONCAT, joined));
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
