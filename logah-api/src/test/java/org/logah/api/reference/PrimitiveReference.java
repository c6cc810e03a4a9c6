package org.logah.api.reference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erf;
import org.logah.api.Backend;
import org.logah.api.Buffers;
import org.logah.api.Capabilities;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.Operands;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/** The operations that {@link Backend} does not compose from others. */
abstract class PrimitiveReference implements Backend {
  private static final Capabilities CAPABILITIES =
      new Capabilities(
          Set.of(DType.F32, DType.F64, DType.I64, DType.BOOL), Set.of(DType.values()), false);

  private final String name;
  private final AtomicLong openBytes = new AtomicLong();

  PrimitiveReference(String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public final void close() {}

  /** Bytes that the elements of all tensors not yet closed would take in their types. */
  public final long openBytes() {
    return openBytes.get();
  }

  final void opened(long bytes) {
    openBytes.addAndGet(bytes);
  }

  final void closed(long bytes) {
    openBytes.addAndGet(-bytes);
  }

  /** The tensors as this backend's own, all of one floating-point type; {@code null} stays. */
  final ReferenceTensor[] floating(String operation, Tensor... tensors) {
    Operands.requireFloating(this, operation, tensors);
    return Arrays.copyOf(tensors, tensors.length, ReferenceTensor[].class);
  }

  /** The tensor as this backend's own, of any type. */
  final ReferenceTensor own(String operation, Tensor tensor) {
    Operands.require(this, operation, tensor);
    return (ReferenceTensor) tensor;
  }

  // ---------------------------------------------------------------- making and reading

  @Override
  public final Tensor fromBuffer(ByteBuffer data, DType dtype, Shape shape) {
    int count = Math.toIntExact(shape.elements());
    if (data.remaining() != (long) count * dtype.bytes()) {
      throw new ShapeMismatchException(
          "fromBuffer: %d bytes are not those of %s %s".formatted(data.remaining(), dtype, shape));
    }
    ByteBuffer bytes = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (dtype.isFloatingPoint()) {
      double[] values = new double[count];
      Arrays.setAll(values, i -> ElementEncoding.getReal(bytes, dtype));
      return ReferenceTensor.ofReals(this, shape, dtype, values);
    }
    long[] values = new long[count];
    Arrays.setAll(values, i -> ElementEncoding.getInteger(bytes, dtype));
    return ReferenceTensor.ofIntegers(this, shape, dtype, values);
  }

  @Override
  public final Tensor full(double value, DType dtype, Shape shape) {
    double[] values = new double[Math.toIntExact(shape.elements())];
    Arrays.fill(values, value);
    return converted(shape, dtype, values);
  }

  private Tensor converted(Shape shape, DType dtype, double[] values) {
    if (dtype.isFloatingPoint()) {
      double[] rounded = new double[values.length];
      Arrays.setAll(rounded, i -> ElementEncoding.round(values[i], dtype));
      return ReferenceTensor.ofReals(this, shape, dtype, rounded);
    }
    long[] integers = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      boolean truth = dtype == DType.BOOL && values[i] != 0;
      integers[i] = truth ? 1 : ElementEncoding.wrap((long) values[i], dtype);
    }
    return ReferenceTensor.ofIntegers(this, shape, dtype, integers);
  }

  @Override
  public final void read(Tensor tensor, Consumer<ByteBuffer> consumer) {
    ReferenceTensor own = own("read", tensor);
    DType dtype = own.dtype();
    ByteBuffer bytes = Buffers.allocate(Math.multiplyExact(own.elements(), dtype.bytes()));
    for (int i = 0; i < own.elements(); i++) {
      if (dtype.isFloatingPoint()) {
        ElementEncoding.putReal(bytes, own.reals()[i], dtype);
      } else {
        ElementEncoding.putInteger(bytes, own.integers()[i], dtype);
      }
    }
    consumer.accept(bytes.flip());
  }

  @Override
  public final Tensor cast(Tensor tensor, DType dtype) {
    ReferenceTensor own = own("cast", tensor);
    if (own.dtype().isFloatingPoint() || dtype.isFloatingPoint()) {
      double[] values = new double[own.elements()];
      Arrays.setAll(values, own::real);
      return converted(own.shape(), dtype, values);
    }
    long[] integers =
        Arrays.stream(own.integers()).map(v -> ElementEncoding.wrap(v, dtype)).toArray();
    return ReferenceTensor.ofIntegers(this, own.shape(), dtype, integers);
  }

  // ---------------------------------------------------------------- element by element

  final Tensor map(String operation, Tensor a, DoubleUnaryOperator function) {
    return floating(operation, a)[0].map(function);
  }

  private Tensor combine(String operation, Tensor a, Tensor b, DoubleBinaryOperator function) {
    ReferenceTensor[] own = floating(operation, a, b);
    Shape shape = ShapeInference.broadcast(operation, a.shape(), b.shape());
    return own[0].combine(own[1], shape, function);
  }

  @Override
  public final Tensor add(Tensor a, Tensor b) {
    return combine("add", a, b, Double::sum);
  }

  @Override
  public final Tensor add(Tensor a, double value) {
    return map("add", a, x -> x + value);
  }

  @Override
  public final Tensor sub(Tensor a, Tensor b) {
    return combine("sub", a, b, (x, y) -> x - y);
  }

  @Override
  public final Tensor mul(Tensor a, Tensor b) {
    return combine("mul", a, b, (x, y) -> x * y);
  }

  @Override
  public final Tensor mul(Tensor a, double value) {
    return map("mul", a, x -> x * value);
  }

  @Override
  public final Tensor div(Tensor a, Tensor b) {
    return combine("div", a, b, (x, y) -> x / y);
  }

  @Override
  public final Tensor neg(Tensor a) {
    return map("neg", a, x -> -x);
  }

  @Override
  public final Tensor abs(Tensor a) {
    return map("abs", a, Math::abs);
  }

  @Override
  public final Tensor sqrt(Tensor a) {
    return map("sqrt", a, Math::sqrt);
  }

  @Override
  public final Tensor exp(Tensor a) {
    return map("exp", a, Math::exp);
  }

  @Override
  public final Tensor log(Tensor a) {
    return map("log", a, Math::log);
  }

  @Override
  public final Tensor tanh(Tensor a) {
    return map("tanh", a, Math::tanh);
  }

  @Override
  public final Tensor erf(Tensor a) {
    return map("erf", a, Erf::value);
  }

  @Override
  public final Tensor sigmoid(Tensor a) {
    return map("sigmoid", a, x -> 1 / (1 + Math.exp(-x)));
  }

  @Override
  public final Tensor relu(Tensor a) {
    return map("relu", a, x -> Math.max(x, 0));
  }

  @Override
  public final Tensor equal(Tensor a, Tensor b) {
    return SelectionLoops.compare(this, "equal", a, b);
  }

  @Override
  public final Tensor less(Tensor a, Tensor b) {
    return SelectionLoops.compare(this, "less", a, b);
  }

  @Override
  public final Tensor where(Tensor condition, Tensor a, Tensor b) {
    return SelectionLoops.where(this, condition, a, b);
  }

  // ---------------------------------------------------------------- reductions and products

  @Override
  public final Tensor sum(Tensor a, boolean keep, int... dimensions) {
    return ReductionLoops.sum(floating("sum", a)[0], keep, dimensions);
  }

  @Override
  public final Tensor max(Tensor a, boolean keep, int dimension) {
    return ReductionLoops.max(floating("max", a)[0], keep, dimension);
  }

  @Override
  public final Tensor argmax(Tensor a, int dimension) {
    return ReductionLoops.argmax(this, floating("argmax", a)[0], dimension);
  }

  @Override
  public final Tensor softmax(Tensor a, int dimension) {
    return ReductionLoops.softmax(floating("softmax", a)[0], dimension);
  }

  @Override
  public final Tensor matmul(Tensor a, Tensor b) {
    ReferenceTensor[] own = floating("matmul", a, b);
    return WindowLoops.matmul(own[0], own[1]);
  }

  // ---------------------------------------------------------------- form

  @Override
  public final Tensor reshape(Tensor a, Shape shape) {
    return own("reshape", a).gather(ShapeInference.reshape(a.shape(), shape), i -> i);
  }

  @Override
  public final Tensor permute(Tensor a, int... dimensions) {
    return FormLoops.permute(own("permute", a), dimensions);
  }

  @Override
  public final Tensor expand(Tensor a, Shape target) {
    ReferenceTensor own = own("expand", a);
    ShapeInference.expand(a.shape(), target);
    return own.gather(target, Coordinates.stretched(a.shape(), target));
  }

  @Override
  public final Tensor slice(Tensor a, int dimension, long start, long end) {
    return FormLoops.slice(own("slice", a), dimension, start, end);
  }

  @Override
  public final Tensor concat(List<Tensor> parts, int dimension) {
    Operands.require(this, "concat", parts.toArray(Tensor[]::new));
    ShapeInference.concat(parts.stream().map(Tensor::shape).toList(), dimension);
    Operands.requireSameType("concat", parts.toArray(Tensor[]::new));
    return FormLoops.concat(
        this, parts.stream().map(ReferenceTensor.class::cast).toList(), dimension);
  }

  // ---------------------------------------------------------------- layers

  @Override
  public final Tensor embedding(Tensor weight, Tensor indices) {
    ReferenceTensor own = own("embedding", indices);
    Operands.requireType("embedding", "indices", indices, DType.I64);
    return FormLoops.embedding(floating("embedding", weight)[0], own);
  }

  @Override
  public final Tensor conv2d(Tensor input, Tensor weight, Tensor bias, Convolution convolution) {
    ReferenceTensor[] own = floating("conv2d", input, weight, bias);
    return WindowLoops.conv2d(own[0], own[1], own[2], convolution);
  }

  @Override
  public final Tensor maxPool2d(Tensor input, Pooling pooling) {
    return WindowLoops.maxPool2d(floating("maxPool2d", input)[0], pooling);
  }

  @Override
  public final Tensor averagePool2d(Tensor input, Pooling pooling) {
    return WindowLoops.averagePool2d(floating("averagePool2d", input)[0], pooling);
  }

  // ---------------------------------------------------------------- differentiation

  @Override
  public final Tensor variable(Tensor values) {
    throw new UnsupportedOperationException(name + " computes no gradients");
  }

  @Override
  public final Gradients gradients(Tensor loss, List<Tensor> variables) {
    throw new UnsupportedOperationException(name + " computes no gradients");
  }
}
