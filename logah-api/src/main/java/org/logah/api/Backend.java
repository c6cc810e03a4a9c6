package org.logah.api;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The operations that networks, encoder and decoders are written against.
 *
 * <p>Unless said otherwise operands have the same floating-point type, which the result has too;
 * those that only move elements (reshape, permute, expand, slice, concat, tile) take any type that
 * the backend computes with. Binary operations broadcast as NumPy does: shapes are aligned at the
 * last dimension, and a size of 1 stretches. Every method throws {@link ShapeMismatchException}
 * where shapes do not fit, {@link IllegalArgumentException} where element types do not or where
 * tensors of two backends meet, and {@link IllegalStateException} for a tensor that is closed.
 * Inputs are never changed, and every result is a tensor of its own, which outlives its inputs.
 * Where {@code null} is allowed the parameter says so.
 *
 * <p>Methods with a body compose the operation from others; a backend replaces them where speed
 * asks for it.
 */
public interface Backend extends AutoCloseable {
  /** A short name for messages, for example {@code libtorch (cpu)}. */
  String name();

  /** What this backend can do. */
  Capabilities capabilities();

  /** How this backend was opened to work out products of {@link DType#F32} operands. */
  default Precision precision() {
    return Precision.FULL;
  }

  /** Opens a scope that owns the tensors this backend makes on this thread until it closes. */
  default Scope openScope() {
    return Scope.open(this);
  }

  /** The result of some operations in a scope of their own, which frees all else they made. */
  default Tensor scoped(Supplier<Tensor> operations) {
    try (Scope scope = openScope()) {
      return scope.keep(operations.get());
    }
  }

  @Override
  void close();

  // ---------------------------------------------------------------- making and reading

  /**
   * A tensor of a copy of the remaining bytes of {@code data}, little-endian and row-major; the
   * buffer's position is left alone.
   *
   * @throws ShapeMismatchException if the bytes are not exactly those of the shape
   */
  Tensor fromBuffer(ByteBuffer data, DType dtype, Shape shape);

  /** A tensor in which every element has one value. */
  Tensor full(double value, DType dtype, Shape shape);

  /** An {@link DType#F32} tensor of the given values. */
  default Tensor tensor(float[] values, long... sizes) {
    return fromBuffer(Buffers.of(values), DType.F32, Shape.of(sizes));
  }

  /** An {@link DType#F64} tensor of the given values. */
  default Tensor tensor(double[] values, long... sizes) {
    return fromBuffer(Buffers.of(values), DType.F64, Shape.of(sizes));
  }

  /** An {@link DType#I64} tensor of the given values. */
  default Tensor tensor(long[] values, long... sizes) {
    return fromBuffer(Buffers.of(values), DType.I64, Shape.of(sizes));
  }

  /**
   * Gives the elements to the consumer in row-major order, in one or more little-endian direct
   * buffers of whole elements, each valid only during its call.
   */
  void read(Tensor tensor, Consumer<ByteBuffer> consumer);

  /**
   * The tensor with its elements converted; real to integer truncates, any to bool is {@code != 0}.
   */
  Tensor cast(Tensor tensor, DType dtype);

  // ---------------------------------------------------------------- element by element

  Tensor add(Tensor a, Tensor b);

  Tensor add(Tensor a, double value);

  Tensor sub(Tensor a, Tensor b);

  Tensor mul(Tensor a, Tensor b);

  Tensor mul(Tensor a, double value);

  Tensor div(Tensor a, Tensor b);

  Tensor neg(Tensor a);

  Tensor abs(Tensor a);

  Tensor sqrt(Tensor a);

  Tensor exp(Tensor a);

  Tensor log(Tensor a);

  Tensor tanh(Tensor a);

  /** The error function 2/√π ∫₀ˣ exp(-t²) dt. */
  Tensor erf(Tensor a);

  /** 1 / (1 + exp(-x)). */
  Tensor sigmoid(Tensor a);

  /** max(x, 0); the derivative at 0 is 0. */
  Tensor relu(Tensor a);

  /** x Φ(x) with the exact normal distribution function: x/2 (1 + erf(x/√2)). */
  default Tensor gelu(Tensor a) {
    return scoped(() -> mul(mul(a, add(erf(mul(a, Math.sqrt(0.5))), 1)), 0.5));
  }

  /** GPT-2's approximation x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))). */
  default Tensor geluTanh(Tensor a) {
    return scoped(() -> Composed.geluTanh(this, a));
  }

  /** x sigmoid(x). */
  default Tensor silu(Tensor a) {
    return scoped(() -> mul(a, sigmoid(a)));
  }

  /** Whether elements are equal, as {@link DType#BOOL}; operands share any one type. */
  Tensor equal(Tensor a, Tensor b);

  /** Whether a &lt; b, as {@link DType#BOOL}; operands share one type that is not bool. */
  Tensor less(Tensor a, Tensor b);

  /** Elements of {@code a} where the {@link DType#BOOL} condition holds, else of {@code b}. */
  Tensor where(Tensor condition, Tensor a, Tensor b);

  // ---------------------------------------------------------------- reductions

  /** Sums over the given dimensions; with {@code keep} they stay with size 1. */
  Tensor sum(Tensor a, boolean keep, int... dimensions);

  /** Means over the given dimensions; with {@code keep} they stay with size 1. */
  default Tensor mean(Tensor a, boolean keep, int... dimensions) {
    long count = ShapeInference.reducedElements(a.shape(), dimensions);
    return scoped(() -> mul(sum(a, keep, dimensions), 1.0 / count));
  }

  /**
   * The largest element along a dimension of size 1 or more; gradients go to the first of equals.
   */
  Tensor max(Tensor a, boolean keep, int dimension);

  /**
   * The {@link DType#I64} index of the first largest element along a dimension, which is removed.
   */
  Tensor argmax(Tensor a, int dimension);

  // ---------------------------------------------------------------- products

  /**
   * The product {@code [..., m, k] x [..., k, n] -> [..., m, n]}; leading dimensions broadcast.
   * Both operands have two dimensions or more.
   */
  Tensor matmul(Tensor a, Tensor b);

  // ---------------------------------------------------------------- form

  /** The same elements in row-major order under another shape of as many elements. */
  Tensor reshape(Tensor a, Shape shape);

  /** Dimension i of the result is dimension {@code dimensions[i]} of {@code a}. */
  Tensor permute(Tensor a, int... dimensions);

  /** Stretches dimensions of size 1, and adds leading ones, to reach the target. */
  Tensor expand(Tensor a, Shape target);

  /** The elements {@code start <= i < end} along a dimension. */
  Tensor slice(Tensor a, int dimension, long start, long end);

  /** One or more tensors joined along a dimension; all other sizes agree. */
  Tensor concat(List<Tensor> parts, int dimension);

  /**
   * Cuts a tensor along a dimension, as {@link #slice} would piece by piece.
   *
   * @param sizes of the pieces, which add up to the tensor's
   */
  default List<Tensor> split(Tensor a, int dimension, long... sizes) {
    return Composed.split(this, a, dimension, sizes);
  }

  /**
   * Repeats {@code a} along each dimension until the target is filled, and crops: element i of the
   * result is element i mod size of {@code a}. Ranks agree.
   */
  default Tensor tile(Tensor a, Shape target) {
    return scoped(() -> Composed.tile(this, a, target));
  }

  // ---------------------------------------------------------------- distributions and losses

  /** exp(x) / sum(exp(x)) along a dimension. */
  Tensor softmax(Tensor a, int dimension);

  /** log(softmax(x)) along a dimension. */
  default Tensor logSoftmax(Tensor a, int dimension) {
    return scoped(() -> Composed.logSoftmax(this, a, dimension));
  }

  /**
   * The mean over rows of -log softmax(logits)[target].
   *
   * @param logits {@code [n, classes]}
   * @param targets {@code [n]} of {@link DType#I64}, each below {@code classes}
   */
  default Tensor crossEntropy(Tensor logits, Tensor targets) {
    return scoped(() -> Composed.crossEntropy(this, logits, targets));
  }

  /**
   * The mean over rows of -log softmax(input weightᵀ + bias)[target]: {@link #crossEntropy} of a
   * linear classifier, for which a backend need not hold the logits of all rows at once.
   *
   * @param input {@code [n, in]}
   * @param weight {@code [classes, in]}
   * @param bias {@code [classes]} or {@code null}
   * @param targets {@code [n]} of {@link DType#I64}, each below {@code classes}
   */
  default Tensor linearCrossEntropy(Tensor input, Tensor weight, Tensor bias, Tensor targets) {
    ShapeInference.linearCrossEntropy(
        input.shape(), weight.shape(), bias == null ? null : bias.shape(), targets.shape());
    return scoped(() -> crossEntropy(linear(input, weight, bias, LinearLayout.OUT_IN), targets));
  }

  // ---------------------------------------------------------------- layers

  /**
   * Rows of a table.
   *
   * @param weight {@code [rows, width]}
   * @param indices {@link DType#I64} of any shape, each below {@code rows}
   * @return the shape of {@code indices} followed by {@code width}
   * @throws IndexOutOfBoundsException if an index has no row
   */
  Tensor embedding(Tensor weight, Tensor indices);

  /**
   * Adds rows up into a table: row r of the result is the sum of the rows of {@code values} whose
   * index is r, zeros if there are none. The transpose of {@link #embedding}.
   *
   * @param values the shape of {@code indices} followed by {@code width}
   * @param indices {@link DType#I64} of any shape, each below {@code rows}
   * @param rows number of rows of the table
   * @return {@code [rows, width]}
   * @throws IndexOutOfBoundsException if an index has no row
   */
  default Tensor scatterAdd(Tensor values, Tensor indices, long rows) {
    return ScatterAdd.throughBuffers(this, values, indices, rows);
  }

  /**
   * An affine map of the last dimension.
   *
   * @param input {@code [..., in]}
   * @param weight laid out as {@code layout} says
   * @param bias {@code [out]} or {@code null}
   */
  default Tensor linear(Tensor input, Tensor weight, Tensor bias, LinearLayout layout) {
    return scoped(() -> Composed.linear(this, input, weight, bias, layout));
  }

  /**
   * A two-dimensional cross-correlation.
   *
   * @param input {@code [batch, in, height, width]}
   * @param weight {@code [out, in / groups, kernel height, kernel width]}
   * @param bias {@code [out]} or {@code null}
   */
  Tensor conv2d(Tensor input, Tensor weight, Tensor bias, Convolution convolution);

  /** (x - mean) / √(variance + eps) * scale + bias over the last dimension, biased variance. */
  default Tensor layerNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    return scoped(() -> Composed.layerNorm(this, input, scale, bias, eps));
  }

  /** x / √(mean(x²) + eps) * scale over the last dimension. */
  default Tensor rmsNorm(Tensor input, Tensor scale, double eps) {
    return scoped(() -> Composed.rmsNorm(this, input, scale, eps));
  }

  /**
   * Batch normalisation by the statistics of this batch, for every channel of {@code [batch,
   * channel, height, width]}, with biased variance.
   */
  default Tensor batchNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    return scoped(() -> Composed.batchNorm(this, input, scale, bias, eps));
  }

  /**
   * softmax(q kᵀ / √width + bias) v.
   *
   * @param query {@code [batch, heads, queries, width]}
   * @param key {@code [batch, groups, keys, width]}; {@code heads} is a multiple of {@code groups},
   *     and neighbouring heads share a group
   * @param value {@code [batch, groups, keys, value width]}
   * @param bias broadcasts to {@code [batch, heads, queries, keys]}, or {@code null}
   * @param causal whether query i sees only keys up to i
   * @return {@code [batch, heads, queries, value width]}
   */
  default Tensor attention(Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    return scoped(() -> Composed.attention(this, query, key, value, bias, causal));
  }

  /**
   * Rotary position embedding in the half-split form: x cos + (-x₂, x₁) sin.
   *
   * @param input {@code [batch, heads, positions, width]} of even width, x₁ and x₂ its halves
   * @param cosine {@code [positions, width]}
   * @param sine {@code [positions, width]}
   */
  default Tensor rotaryEmbedding(Tensor input, Tensor cosine, Tensor sine) {
    return scoped(() -> Composed.rotaryEmbedding(this, input, cosine, sine));
  }

  /** Largest element of each window of {@code [batch, channel, height, width]}. */
  Tensor maxPool2d(Tensor input, Pooling pooling);

  /** Mean of each window of {@code [batch, channel, height, width]}, padding counted. */
  Tensor averagePool2d(Tensor input, Pooling pooling);

  /** {@code [batch, channel, height, width] -> [batch, channel]} by the mean over positions. */
  default Tensor globalAveragePool(Tensor input) {
    ShapeInference.requireRank("globalAveragePool", input.shape(), 4);
    return mean(input, false, 2, 3);
  }

  // ---------------------------------------------------------------- optimisation

  /**
   * The values of a parameter and of its moments after one step of AdamW; all four tensors have one
   * shape, and the results have no gradients.
   *
   * @param gradient of the loss
   * @param moments running means of the gradient and of its square
   */
  default AdamWStep.Result adamW(
      Tensor parameter, Tensor gradient, AdamWStep.Moments moments, AdamWStep step) {
    return Composed.adamW(this, parameter, gradient, moments, step);
  }

  // ---------------------------------------------------------------- differentiation

  /**
   * The same values as a leaf whose gradient can be asked for.
   *
   * @throws UnsupportedOperationException unless {@link Capabilities#gradients}
   */
  Tensor variable(Tensor values);

  /**
   * The gradients of a scalar, which is then no longer differentiable.
   *
   * @param loss one element
   * @param variables made by {@link #variable}
   * @throws UnsupportedOperationException unless {@link Capabilities#gradients}
   */
  Gradients gradients(Tensor loss, List<Tensor> variables);
}
