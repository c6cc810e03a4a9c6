package org.logah.backend.nd4j;

import static org.logah.backend.nd4j.Nd4jTensor.storage;

import java.util.Arrays;
import java.util.List;
import org.logah.api.Operands;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/** The form of tensors: copies in another order, except for reshape, which shares storage. */
abstract class Nd4jForms extends Nd4jFunctions {
  /** From this size on copying block by block is faster than ND4J's loop over elements. */
  private static final long BLOCK_BYTES = 32;

  @Override
  public Tensor reshape(Tensor a, Shape shape) {
    Operands.require(this, "reshape", a);
    return share("reshape", a, ShapeInference.reshape(a.shape(), shape));
  }

  @Override
  public Tensor permute(Tensor a, int... dimensions) {
    Operands.require(this, "permute", a);
    Shape shape = ShapeInference.permute(a.shape(), dimensions);
    if (shape.elements() == 0) {
      return share("permute", a, shape);
    }
    Permutation permutation = Permutation.of(a.shape(), dimensions);
    if (permutation.isIdentity()) {
      return share("permute", a, shape);
    }
    long block = permutation.block() * a.dtype().bytes();
    return compute(
        "permute",
        shape,
        a.dtype(),
        result -> {
          if (block < BLOCK_BYTES) {
            NativeOperation.of(
                    "identity", storage(a).strided(permutation.sizes(), permutation.strides()))
                .into(result.array(permutation.sizes()));
          } else {
            copyStrided(
                storage(a),
                result,
                permutation.outerSizes(),
                permutation.outerStrides(),
                permutation.block());
          }
        },
        a);
  }

  /** Strides and the block are in elements. */
  private static void copyStrided(
      Storage from, Storage to, long[] sizes, long[] strides, long block) {
    int bytes = from.dtype().bytes();
    long[] distances = new long[strides.length];
    for (int i = 0; i < strides.length; i++) {
      distances[i] = strides[i] * bytes;
    }
    try (Blocks blocks = Blocks.between(from, to)) {
      blocks.copyStrided(sizes, distances, block * bytes);
    }
  }

  @Override
  public Tensor expand(Tensor a, Shape target) {
    Operands.require(this, "expand", a);
    Shape shape = ShapeInference.expand(a.shape(), target);
    if (shape.elements() == a.shape().elements()) {
      return share("expand", a, shape);
    }
    return compute(
        "expand",
        shape,
        a.dtype(),
        result -> {
          Broadcasting sizes = Broadcasting.of(a.shape(), shape, shape);
          long[] strides = new long[sizes.a().length];
          long stride = 1;
          for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = sizes.a()[i] == 1 ? 0 : stride;
            stride *= sizes.a()[i];
          }
          int last = strides.length - 1;
          if (strides[last] == 0) {
            copyStrided(storage(a), result, sizes.result(), strides, 1);
          } else {
            copyStrided(
                storage(a),
                result,
                Arrays.copyOf(sizes.result(), last),
                Arrays.copyOf(strides, last),
                sizes.result()[last]);
          }
        },
        a);
  }

  @Override
  public Tensor slice(Tensor a, int dimension, long start, long end) {
    Operands.require(this, "slice", a);
    Shape shape = ShapeInference.slice(a.shape(), dimension, start, end);
    if (shape.equals(a.shape())) {
      return share("slice", a, shape);
    }
    return compute(
        "slice",
        shape,
        a.dtype(),
        result -> {
          Along from = Along.of(a.shape(), dimension);
          long inner = from.inner() * a.dtype().bytes();
          long taken = (end - start) * inner;
          try (Blocks blocks = Blocks.between(storage(a), result)) {
            blocks.copy(start * inner, from.size() * inner, 0, taken, taken, from.outer());
          }
        },
        a);
  }

  @Override
  public Tensor concat(List<Tensor> parts, int dimension) {
    Tensor[] operands = parts.toArray(new Tensor[0]);
    Operands.require(this, "concat", operands);
    Shape shape = ShapeInference.concat(parts.stream().map(Tensor::shape).toList(), dimension);
    Operands.requireSameType("concat", operands);
    if (operands.length == 1) {
      return share("concat", operands[0], shape);
    }
    return compute(
        "concat",
        shape,
        operands[0].dtype(),
        result -> {
          Along to = Along.of(shape, dimension);
          long inner = to.inner() * operands[0].dtype().bytes();
          long at = 0;
          for (Tensor part : operands) {
            long width = part.size(dimension) * inner;
            if (width > 0) {
              try (Blocks blocks = Blocks.between(storage(part), result)) {
                blocks.copy(0, width, at, to.size() * inner, width, to.outer());
              }
            }
            at += width;
          }
        },
        operands);
  }

  @Override
  public Tensor tile(Tensor a, Shape target) {
    Operands.require(this, "tile", a);
    return super.tile(a, target);
  }
}
