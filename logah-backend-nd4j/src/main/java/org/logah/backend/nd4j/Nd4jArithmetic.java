package org.logah.backend.nd4j;

import static org.logah.backend.nd4j.Nd4jTensor.storage;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Operands;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/** Making and reading tensors, and arithmetic of two operands. */
abstract class Nd4jArithmetic implements Backend {
  private final FreedBuffers freed = new FreedBuffers();
  private volatile boolean closed;

  @Override
  public final String name() {
    return "nd4j (cpu)";
  }

  /** Refuses further operations; tensors belong to their owners, who still read and close them. */
  @Override
  public final void close() {
    closed = true;
    freed.close();
  }

  private void requireOpen(String operation) {
    if (closed) {
      throw new IllegalStateException("%s: %s was closed".formatted(operation, name()));
    }
  }

  /**
   * A tensor of the shape that was worked out for it.
   *
   * @param fill writes every element into new storage; not called where there are none
   * @param operands for messages
   */
  final Tensor compute(
      String operation, Shape shape, DType dtype, Consumer<Storage> fill, Tensor... operands) {
    requireOpen(operation);
    if (shape.elements() == 0) {
      return new Nd4jTensor(this, shape, dtype, null);
    }
    Storage[] result = new Storage[1];
    boolean filled = false;
    try {
      NativeCall.run(
          operation,
          () -> {
            result[0] = Storage.allocate(dtype, shape.elements(), freed);
            fill.accept(result[0]);
          },
          operands);
      filled = true;
    } finally {
      if (!filled && result[0] != null) {
        result[0].close();
      }
    }
    return new Nd4jTensor(this, shape, dtype, result[0]);
  }

  /** The same elements under a shape of as many. */
  final Tensor share(String operation, Tensor a, Shape shape) {
    requireOpen(operation);
    Storage storage = storage(a);
    return new Nd4jTensor(this, shape, a.dtype(), storage == null ? null : storage.share());
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
    return compute("fromBuffer", shape, dtype, storage -> Elements.write(data, storage));
  }

  @Override
  public Tensor full(double value, DType dtype, Shape shape) {
    if (dtype == DType.BF16 || dtype == DType.F16) {
      return scoped(() -> expand(full(value, DType.F32, Shape.scalar()).cast(dtype), shape));
    }
    return compute(
        "full of %s %s".formatted(dtype, shape),
        shape,
        dtype,
        storage -> Elements.fill(value, storage));
  }

  @Override
  public void read(Tensor tensor, Consumer<ByteBuffer> consumer) {
    Operands.require(this, "read", tensor);
    Elements.read(storage(tensor), consumer);
  }

  @Override
  public Tensor cast(Tensor tensor, DType dtype) {
    Operands.require(this, "cast", tensor);
    if (tensor.dtype() == dtype) {
      return share("cast", tensor, tensor.shape());
    }
    return compute(
        "cast to " + dtype,
        tensor.shape(),
        dtype,
        result ->
            NativeOperation.of("cast", storage(tensor).vector())
                .integers(ElementTypes.of(dtype).toInt())
                .into(result.vector()),
        tensor);
  }

  // ---------------------------------------------------------------- arithmetic

  private Tensor arithmetic(String operation, String kernel, Tensor a, Tensor b) {
    Operands.requireFloating(this, operation, a, b);
    return broadcast(operation, kernel, a, b, a.dtype());
  }

  private Tensor broadcast(String operation, String kernel, Tensor a, Tensor b, DType dtype) {
    Shape shape = ShapeInference.broadcast(operation, a.shape(), b.shape());
    return compute(
        operation,
        shape,
        dtype,
        result -> {
          Broadcasting sizes = Broadcasting.of(a.shape(), b.shape(), shape);
          NativeOperation.of(kernel, storage(a).array(sizes.a()), storage(b).array(sizes.b()))
              .into(result.array(sizes.result()));
        },
        a,
        b);
  }

  private Tensor withNumber(String operation, String kernel, Tensor a, double value) {
    Operands.requireFloating(this, operation, a);
    return compute(
        operation,
        a.shape(),
        a.dtype(),
        result ->
            Constants.with(
                value,
                a.dtype(),
                constant ->
                    NativeOperation.of(kernel, storage(a).vector(), constant.vector())
                        .into(result.vector())),
        a);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return arithmetic("add", "add", a, b);
  }

  @Override
  public Tensor add(Tensor a, double value) {
    return withNumber("add", "add", a, value);
  }

  @Override
  public Tensor sub(Tensor a, Tensor b) {
    return arithmetic("sub", "subtract", a, b);
  }

  @Override
  public Tensor mul(Tensor a, Tensor b) {
    return arithmetic("mul", "multiply", a, b);
  }

  @Override
  public Tensor mul(Tensor a, double value) {
    return withNumber("mul", "multiply", a, value);
  }

  @Override
  public Tensor div(Tensor a, Tensor b) {
    return arithmetic("div", "divide", a, b);
  }

  // ---------------------------------------------------------------- comparison and choice

  @Override
  public Tensor equal(Tensor a, Tensor b) {
    Operands.require(this, "equal", a, b);
    Operands.requireSameType("equal", a, b);
    return broadcast("equal", "equals", a, b, DType.BOOL);
  }

  @Override
  public Tensor less(Tensor a, Tensor b) {
    Operands.require(this, "less", a, b);
    Operands.requireSameType("less", a, b);
    if (a.dtype() == DType.BOOL) {
      throw new IllegalArgumentException("less: BOOL elements have no order; cast first");
    }
    return broadcast("less", "less", a, b, DType.BOOL);
  }

  @Override
  public Tensor where(Tensor condition, Tensor a, Tensor b) {
    Operands.require(this, "where", condition, a, b);
    Operands.requireType("where", "conditions", condition, DType.BOOL);
    Operands.requireSameType("where", a, b);
    Shape values = ShapeInference.broadcast("where", a.shape(), b.shape());
    Shape shape = ShapeInference.broadcast("where", condition.shape(), values);
    return scoped(
        () -> {
          Tensor conditions = expand(condition, shape);
          Tensor ofTrue = expand(a, shape);
          Tensor ofFalse = expand(b, shape);
          return compute(
              "where",
              shape,
              a.dtype(),
              result ->
                  Choice.choose(storage(conditions), storage(ofTrue), storage(ofFalse), result),
              condition,
              a,
              b);
        });
  }
}
