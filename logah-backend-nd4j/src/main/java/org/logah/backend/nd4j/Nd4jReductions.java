package org.logah.backend.nd4j;

import static org.logah.backend.nd4j.Nd4jTensor.storage;

import java.util.Arrays;
import org.logah.api.DType;
import org.logah.api.Operands;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/** Reductions and products. */
abstract class Nd4jReductions extends Nd4jForms {
  // ---------------------------------------------------------------- reductions

  @Override
  public Tensor sum(Tensor a, boolean keep, int... dimensions) {
    Operands.requireFloating(this, "sum", a);
    Shape shape = ShapeInference.reduce("sum", a.shape(), keep, dimensions);
    if (a.shape().elements() == 0) {
      return full(0, a.dtype(), shape);
    }
    Reduction reduction = Reduction.of(a.shape(), dimensions);
    if (reduction.isNone()) {
      return share("sum", a, shape);
    }
    return compute(
        "sum",
        shape,
        a.dtype(),
        result ->
            NativeOperation.of("reduce_sum", storage(a).array(reduction.sizes()))
                .integers(reduction.reduced())
                .booleans(true)
                .into(result.array(reduction.kept())),
        a);
  }

  @Override
  public Tensor max(Tensor a, boolean keep, int dimension) {
    Operands.requireFloating(this, "max", a);
    Shape shape = ShapeInference.reduceNonEmpty("max", a.shape(), keep, dimension);
    return compute(
        "max",
        shape,
        a.dtype(),
        result -> {
          Along along = Along.of(a.shape(), dimension);
          NativeOperation.of(
                  "reduce_max", storage(a).array(along.outer(), along.size(), along.inner()))
              .integers(1)
              .booleans(true)
              .into(result.array(along.outer(), 1, along.inner()));
        },
        a);
  }

  @Override
  public Tensor argmax(Tensor a, int dimension) {
    Operands.requireFloating(this, "argmax", a);
    Shape shape = ShapeInference.reduceNonEmpty("argmax", a.shape(), false, dimension);
    return compute(
        "argmax",
        shape,
        DType.I64,
        result -> {
          Along along = Along.of(a.shape(), dimension);
          NativeOperation.of("argmax", storage(a).array(along.outer(), along.size(), along.inner()))
              .integers(1)
              .into(result.array(along.outer(), along.inner()));
        },
        a);
  }

  // ---------------------------------------------------------------- products

  @Override
  public Tensor matmul(Tensor a, Tensor b) {
    Operands.requireFloating(this, "matmul", a, b);
    return product("matmul", ShapeInference.matmul(a.shape(), b.shape()), a, b, false);
  }

  /**
   * The product of the last two dimensions.
   *
   * @param shape its shape, leading dimensions broadcast
   * @param transposed whether {@code b} is {@code [..., n, k]}
   */
  final Tensor product(String operation, Shape shape, Tensor a, Tensor b, boolean transposed) {
    long inner = a.size(-1);
    if (inner == 0) {
      return full(0, a.dtype(), shape);
    }
    if (b.shape().rank() == 2) {
      long rows = a.shape().elements() / inner;
      return compute(
          operation,
          shape,
          a.dtype(),
          result -> multiply(storage(a), storage(b), result, 1, rows, inner, transposed),
          a,
          b);
    }
    long[] batch = Arrays.copyOf(shape.toArray(), shape.rank() - 2);
    long count = Shape.of(batch).elements();
    return scoped(
        () -> {
          Tensor left = expand(a, batched(batch, a.shape()));
          Tensor right = expand(b, batched(batch, b.shape()));
          return compute(
              operation,
              shape,
              a.dtype(),
              result ->
                  multiply(
                      storage(left), storage(right), result, count, a.size(-2), inner, transposed),
              a,
              b);
        });
  }

  private static Shape batched(long[] batch, Shape matrix) {
    long[] sizes = Arrays.copyOf(batch, batch.length + 2);
    sizes[batch.length] = matrix.size(-2);
    sizes[batch.length + 1] = matrix.size(-1);
    return Shape.of(sizes);
  }

  private static void multiply(
      Storage a, Storage b, Storage result, long count, long rows, long inner, boolean transposed) {
    long columns = b.elements() / count / inner;
    long[] right = transposed ? matrices(count, columns, inner) : matrices(count, inner, columns);
    NativeOperation.of("matmul", a.array(matrices(count, rows, inner)), b.array(right))
        .integers(0, transposed ? 1 : 0, 0)
        .reals(1, 0)
        .into(result.array(matrices(count, rows, columns)));
  }

  private static long[] matrices(long count, long rows, long columns) {
    return count == 1 ? new long[] {rows, columns} : new long[] {count, rows, columns};
  }
}
