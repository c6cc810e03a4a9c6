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
import org.logah.api.DType;
import org.logah.api.Operands;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;

/** Traced arithmetic and change of form: shapes, and where a result comes from. */
abstract class TracingArithmetic implements Backend {
  private final Trace trace;

  TracingArithmetic(Trace trace) {
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

  final Tensor result(Shape shape, DType dtype, SortedSet<Integer> sources) {
    return TracedTensor.computed(this, shape, dtype, sources);
  }

  private Tensor constant(Shape shape, DType dtype) {
    return result(shape, dtype, new TreeSet<>());
  }

  final TracedTensor traced(String operation, Tensor tensor) {
    Operands.require(this, operation, tensor);
    return (TracedTensor) tensor;
  }

  /**
   * What an operation is fed by: the sources of its data, through the nodes of parameters that meet
   * the data here.
   */
  final SortedSet<Integer> sources(String operation, Tensor... operands) {
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

  /** A parameter that meets data: its role says what node it is, if any. */
  private SortedSet<Integer> parameterBeside(ParameterSpec spec, SortedSet<Integer> data) {
    return switch (spec.role()) {
      case WEIGHT -> trace.consume(spec, Primitive.CONV, data);
      case BIAS -> trace.consume(spec, Primitive.BIAS, data);
      case NORM_SCALE -> trace.consume(spec, Primitive.LN, data);
      case NORM_BIAS -> trace.consumeNormBias(spec, data);
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

  final Tensor unary(String operation, Tensor a) {
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

  /**
   * Branches of one shape gate each other; one that is stretched over positions is a squeeze, and
   * so is any product of images, whose positions may be a single one.
   */
  @Override
  public Tensor mul(Tensor a, Tensor b) {
    Shape shape = ShapeInference.broadcast("mul", a.shape(), b.shape());
    boolean gate = a.shape().equals(b.shape()) && shape.rank() != 4;
    Primitive primitive = gate ? Primitive.GATE : Primitive.CSE;
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
}
