package org.logah.backend.javacpp;

import static org.logah.backend.javacpp.LibTorchTensor.handle;

import java.nio.ByteBuffer;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Operands;
import org.logah.api.Precision;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/** Making and reading tensors, and what is worked out element by element. */
abstract class LibTorchArithmetic implements Backend {
  final LibTorchDevice device;
  final Products products;
  private volatile boolean closed;

  LibTorchArithmetic(LibTorchDevice device, Precision precision) {
    this.device = device;
    this.products = new Products(precision);
  }

  @Override
  public final String name() {
    return precision() == Precision.FULL
        ? "libtorch (%s)".formatted(device.name())
        : "libtorch (%s, %s)".formatted(device.name(), precision().label());
  }

  @Override
  public final Precision precision() {
    return products.precision();
  }

  /** Refuses further operations; tensors belong to their owners, who still read and close them. */
  @Override
  public final void close() {
    closed = true;
  }

  final void requireOpen(String operation) {
    if (closed) {
      throw new IllegalStateException("%s: %s was closed".formatted(operation, name()));
    }
  }

  /** The result of a call into LibTorch as a tensor of the shape that was worked out for it. */
  final Tensor call(
      String operation,
      Shape shape,
      DType dtype,
      Supplier<org.bytedeco.pytorch.Tensor> call,
      Tensor... operands) {
    requireOpen(operation);
    return new LibTorchTensor(this, shape, dtype, NativeCall.run(operation, call, operands));
  }

  // ---------------------------------------------------------------- making and reading

  @Override
  public Tensor fromBuffer(ByteBuffer data, DType dtype, Shape shape) {
    long expected = shape.elements() * dtype.bytes();
    if (data.remaining() != expected) {
      throw new ShapeMismatchException(
          "fromBuffer: %d bytes are not the %d of %s %s"
              .formatted(data.remaining(), expected, dtype, shape));
    }
    return call("fromBuffer", shape, dtype, () -> TensorBytes.copyOf(data, dtype, shape, device));
  }

  @Override
  public Tensor full(double value, DType dtype, Shape shape) {
    return call(
        "full of %s %s".formatted(dtype, shape),
        shape,
        dtype,
        () -> TensorBytes.filled(value, dtype, shape, device));
  }

  @Override
  public void read(Tensor tensor, Consumer<ByteBuffer> consumer) {
    Operands.require(this, "read", tensor);
    long bytes = tensor.shape().elements() * tensor.dtype().bytes();
    TensorBytes.read(handle(tensor), bytes, consumer);
  }

  @Override
  public Tensor cast(Tensor tensor, DType dtype) {
    Operands.require(this, "cast", tensor);
    return call(
        "cast",
        tensor.shape(),
        dtype,
        () -> handle(tensor).to(LibTorchDevice.scalarType(dtype)),
        tensor);
  }

  // ---------------------------------------------------------------- element by element

  final Tensor unary(String operation, Tensor a, UnaryOperator<org.bytedeco.pytorch.Tensor> call) {
    Operands.requireFloating(this, operation, a);
    return call(operation, a.shape(), a.dtype(), () -> call.apply(handle(a)), a);
  }

  private Tensor binary(
      String operation, Tensor a, Tensor b, BinaryOperator<org.bytedeco.pytorch.Tensor> call) {
    Operands.requireFloating(this, operation, a, b);
    Shape shape = ShapeInference.broadcast(operation, a.shape(), b.shape());
    return call(operation, shape, a.dtype(), () -> call.apply(handle(a), handle(b)), a, b);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return binary("add", a, b, torch::add);
  }

  @Override
  public Tensor add(Tensor a, double value) {
    return unary(
        "add", a, x -> Constants.with(value, a.dtype(), constant -> torch.add(x, constant)));
  }

  @Override
  public Tensor sub(Tensor a, Tensor b) {
    return binary("sub", a, b, torch::sub);
  }

  @Override
  public Tensor mul(Tensor a, Tensor b) {
    return binary("mul", a, b, torch::mul);
  }

  @Override
  public Tensor mul(Tensor a, double value) {
    return unary(
        "mul", a, x -> Constants.with(value, a.dtype(), constant -> torch.mul(x, constant)));
  }

  @Override
  public Tensor div(Tensor a, Tensor b) {
    return binary("div", a, b, torch::div);
  }

  @Override
  public Tensor neg(Tensor a) {
    return unary("neg", a, torch::neg);
  }

  @Override
  public Tensor abs(Tensor a) {
    return unary("abs", a, torch::abs);
  }

  @Override
  public Tensor sqrt(Tensor a) {
    return unary("sqrt", a, torch::sqrt);
  }

  @Override
  public Tensor exp(Tensor a) {
    return unary("exp", a, torch::exp);
  }

  @Override
  public Tensor log(Tensor a) {
    return unary("log", a, torch::log);
  }

  @Override
  public Tensor tanh(Tensor a) {
    return unary("tanh", a, torch::tanh);
  }

  @Override
  public Tensor erf(Tensor a) {
    return unary("erf", a, torch::erf);
  }

  @Override
  public Tensor sigmoid(Tensor a) {
    return unary("sigmoid", a, torch::sigmoid);
  }

  @Override
  public Tensor relu(Tensor a) {
    return unary("relu", a, torch::relu);
  }

  @Override
  public Tensor equal(Tensor a, Tensor b) {
    Operands.require(this, "equal", a, b);
    Operands.requireSameType("equal", a, b);
    Shape shape = ShapeInference.broadcast("equal", a.shape(), b.shape());
    return call("equal", shape, DType.BOOL, () -> torch.eq(handle(a), handle(b)), a, b);
  }

  @Override
  public Tensor less(Tensor a, Tensor b) {
    Operands.require(this, "less", a, b);
    Operands.requireSameType("less", a, b);
    if (a.dtype() == DType.BOOL) {
      throw new IllegalArgumentException("less: BOOL elements have no order; cast first");
    }
    Shape shape = ShapeInference.broadcast("less", a.shape(), b.shape());
    return call("less", shape, DType.BOOL, () -> torch.lt(handle(a), handle(b)), a, b);
  }

  @Override
  public Tensor where(Tensor condition, Tensor a, Tensor b) {
    Operands.require(this, "where", condition, a, b);
    Operands.requireType("where", "conditions", condition, DType.BOOL);
    Operands.requireSameType("where", a, b);
    Shape values = ShapeInference.broadcast("where", a.shape(), b.shape());
    Shape shape = ShapeInference.broadcast("where", condition.shape(), values);
    return call(
        "where",
        shape,
        a.dtype(),
        () -> torch.where(handle(condition), handle(a), handle(b)),
        condition,
        a,
        b);
  }
}
