package org.logah.backend.javacpp;

import static org.logah.backend.javacpp.LibTorchTensor.handle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.DType;
import org.logah.api.Operands;
import org.logah.api.Precision;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/** Reductions, products, and the form of tensors. */
abstract class LibTorchForms extends LibTorchArithmetic {
  LibTorchForms(LibTorchDevice device, Precision precision) {
    super(device, precision);
  }

  // ---------------------------------------------------------------- reductions

  @Override
  public Tensor sum(Tensor a, boolean keep, int... dimensions) {
    return reduce("sum", a, keep, dimensions, torch::sum);
  }

  @Override
  public Tensor mean(Tensor a, boolean keep, int... dimensions) {
    return reduce("mean", a, keep, dimensions, torch::mean);
  }

  private interface Reduction {
    org.bytedeco.pytorch.Tensor apply(
        org.bytedeco.pytorch.Tensor a, long[] dimensions, boolean keep, ScalarTypeOptional dtype);
  }

  private Tensor reduce(
      String operation, Tensor a, boolean keep, int[] dimensions, Reduction reduction) {
    Operands.requireFloating(this, operation, a);
    Shape shape = ShapeInference.reduce(operation, a.shape(), keep, dimensions);
    if (dimensions.length == 0) {
      // LibTorch takes no dimensions to mean all of them.
      return call(operation, shape, a.dtype(), () -> handle(a).alias(), a);
    }
    long[] axes = Arrays.stream(dimensions).asLongStream().toArray();
    return call(
        operation, shape, a.dtype(), () -> reduction.apply(handle(a), axes, keep, Absent.TYPE), a);
  }

  @Override
  public Tensor max(Tensor a, boolean keep, int dimension) {
    Operands.requireFloating(this, "max", a);
    Shape shape = ShapeInference.reduceNonEmpty("max", a.shape(), keep, dimension);
    return call(
        "max",
        shape,
        a.dtype(),
        () -> {
          try (T_TensorTensor_T found = torch.max(handle(a), dimension, keep);
              org.bytedeco.pytorch.Tensor values = found.get0()) {
            return new org.bytedeco.pytorch.Tensor(values);
          }
        },
        a);
  }

  @Override
  public Tensor argmax(Tensor a, int dimension) {
    Operands.requireFloating(this, "argmax", a);
    Shape shape = ShapeInference.reduceNonEmpty("argmax", a.shape(), false, dimension);
    return call(
        "argmax",
        shape,
        DType.I64,
        () -> {
          try (LongOptional axis = new LongOptional(dimension)) {
            return torch.argmax(handle(a), axis, false);
          }
        },
        a);
  }

  // ---------------------------------------------------------------- products

  @Override
  public Tensor matmul(Tensor a, Tensor b) {
    Operands.requireFloating(this, "matmul", a, b);
    Shape shape = ShapeInference.matmul(a.shape(), b.shape());
    return call(
        "matmul", shape, a.dtype(), () -> products.of(t -> torch.matmul(t[0], t[1]), a, b), a, b);
  }

  // ---------------------------------------------------------------- form

  @Override
  public Tensor reshape(Tensor a, Shape shape) {
    Operands.require(this, "reshape", a);
    ShapeInference.reshape(a.shape(), shape);
    return call("reshape", shape, a.dtype(), () -> handle(a).reshape(shape.toArray()), a);
  }

  @Override
  public Tensor permute(Tensor a, int... dimensions) {
    Operands.require(this, "permute", a);
    Shape shape = ShapeInference.permute(a.shape(), dimensions);
    long[] order = Arrays.stream(dimensions).asLongStream().toArray();
    return call("permute", shape, a.dtype(), () -> handle(a).permute(order), a);
  }

  @Override
  public Tensor expand(Tensor a, Shape target) {
    Operands.require(this, "expand", a);
    Shape shape = ShapeInference.expand(a.shape(), target);
    return call("expand", shape, a.dtype(), () -> handle(a).expand(shape.toArray()), a);
  }

  @Override
  public Tensor slice(Tensor a, int dimension, long start, long end) {
    Operands.require(this, "slice", a);
    Shape shape = ShapeInference.slice(a.shape(), dimension, start, end);
    return call(
        "slice", shape, a.dtype(), () -> handle(a).narrow(dimension, start, end - start), a);
  }

  @Override
  public Tensor concat(List<Tensor> parts, int dimension) {
    Tensor[] operands = parts.toArray(new Tensor[0]);
    Operands.require(this, "concat", operands);
    Shape shape = ShapeInference.concat(parts.stream().map(Tensor::shape).toList(), dimension);
    Operands.requireSameType("concat", operands);
    int axis = shape.axis(dimension);
    return call(
        "concat",
        shape,
        operands[0].dtype(),
        () -> {
          try (TensorVector vector = vector(parts)) {
            return torch.cat(vector, axis);
          }
        },
        operands);
  }

  /** One node for the gradients of all pieces, where slices have a full-sized one each. */
  @Override
  public List<Tensor> split(Tensor a, int dimension, long... sizes) {
    requireOpen("split");
    Operands.require(this, "split", a);
    ShapeInference.split(a.shape(), dimension, sizes);
    int axis = a.shape().axis(dimension);
    List<Tensor> pieces = new ArrayList<>();
    try (TensorVector found =
        NativeCall.run("split", () -> torch.split_with_sizes(handle(a), sizes, axis), a)) {
      for (int i = 0; i < sizes.length; i++) {
        Shape shape = a.shape().with(axis, sizes[i]);
        try (org.bytedeco.pytorch.Tensor piece = found.get(i)) {
          pieces.add(
              new LibTorchTensor(this, shape, a.dtype(), new org.bytedeco.pytorch.Tensor(piece)));
        }
      }
    }
    return pieces;
  }

  static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(
        tensors.stream().map(LibTorchTensor::handle).toArray(org.bytedeco.pytorch.Tensor[]::new));
  }
}
