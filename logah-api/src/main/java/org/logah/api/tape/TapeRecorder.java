package org.logah.api.tape;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.logah.api.Backend;
import org.logah.api.Capabilities;
import org.logah.api.DType;
import org.logah.api.Operands;
import org.logah.api.Precision;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** The backend that computes, how its operations are recorded, and making and reading tensors. */
abstract class TapeRecorder implements Backend {
  final Backend inner;

  TapeRecorder(Backend inner) {
    this.inner = inner;
  }

  @Override
  public final String name() {
    return "tape on " + inner.name();
  }

  @Override
  public final Capabilities capabilities() {
    return inner.capabilities().withGradients();
  }

  @Override
  public final Precision precision() {
    return inner.precision();
  }

  /** Closes the backend underneath. */
  @Override
  public final void close() {
    inner.close();
  }

  // ---------------------------------------------------------------- recording

  /** The inner tensor of an operand that may be {@code null}. */
  static Tensor value(Tensor tensor) {
    return tensor == null ? null : ((TapeTensor) tensor).value().tensor();
  }

  /** Whether any of these depends on a variable; {@code null} does not. */
  static boolean isRecorded(Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (tensor != null && ((TapeTensor) tensor).node().isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Works out the result of an operation, after a look at its operands. */
  final Recording record(String operation, Supplier<Tensor> forward, Tensor... operands) {
    Operands.require(this, operation, operands);
    return new Recording(this, operation, owned(forward));
  }

  /** The result of inner operations, which no scope of the inner backend's owns. */
  final Tensor owned(Supplier<Tensor> operations) {
    try (Scope scope = inner.openScope()) {
      return scope.release(operations.get());
    }
  }

  final Tensor constant(Supplier<Tensor> made) {
    return new TapeTensor(this, new SharedTensor(owned(made)), Optional.empty(), Optional.empty());
  }

  // ---------------------------------------------------------------- making and reading

  @Override
  public final Tensor fromBuffer(ByteBuffer data, DType dtype, Shape shape) {
    return constant(() -> inner.fromBuffer(data, dtype, shape));
  }

  @Override
  public final Tensor full(double value, DType dtype, Shape shape) {
    return constant(() -> inner.full(value, dtype, shape));
  }

  @Override
  public final void read(Tensor tensor, Consumer<ByteBuffer> consumer) {
    Operands.require(this, "read", tensor);
    inner.read(value(tensor), consumer);
  }

  /** Gradients of a type that is only stored stay in the type that is computed with. */
  @Override
  public final Tensor cast(Tensor tensor, DType dtype) {
    Recording cast = record("cast", () -> inner.cast(value(tensor), dtype), tensor);
    if (!dtype.isFloatingPoint()) {
      return cast.withoutDerivative(tensor).result();
    }
    DType from = tensor.dtype();
    boolean computes = inner.capabilities().computes().contains(from);
    return cast.vjp(tensor, (g, saved) -> computes ? g.cast(from) : g).result();
  }
}
