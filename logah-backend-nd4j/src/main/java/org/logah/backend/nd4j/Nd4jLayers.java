package org.logah.backend.nd4j;

import static org.logah.backend.nd4j.Nd4jTensor.storage;

import org.logah.api.DType;
import org.logah.api.LinearLayout;
import org.logah.api.Operands;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/** Distributions, losses and layers. */
abstract class Nd4jLayers extends Nd4jReductions {
  static Shape shapeOrNull(Tensor tensor) {
    return tensor == null ? null : tensor.shape();
  }

  // ---------------------------------------------------------------- distributions and losses

  @Override
  public Tensor softmax(Tensor a, int dimension) {
    Along along = Along.of(a.shape(), dimension);
    long[] sizes = {along.outer(), along.size(), along.inner()};
    Operands.requireFloating(this, "softmax", a);
    return compute(
        "softmax",
        a.shape(),
        a.dtype(),
        result ->
            NativeOperation.of("softmax", storage(a).array(sizes))
                .integers(1)
                .into(result.array(sizes)),
        a);
  }

  @Override
  public Tensor crossEntropy(Tensor logits, Tensor targets) {
    Operands.requireFloating(this, "crossEntropy", logits);
    Operands.require(this, "crossEntropy", targets);
    Operands.requireType("crossEntropy", "targets", targets, DType.I64);
    ShapeInference.crossEntropy(logits.shape(), targets.shape());
    if (targets.shape().elements() > 0) {
      try (Indices indices = new Indices(storage(targets))) {
        indices.require("crossEntropy", "target", logits.size(1), "classes");
      }
    }
    return super.crossEntropy(logits, targets);
  }

  // ---------------------------------------------------------------- layers

  @Override
  public Tensor embedding(Tensor weight, Tensor indices) {
    Operands.requireFloating(this, "embedding", weight);
    Operands.require(this, "embedding", indices);
    Operands.requireType("embedding", "indices", indices, DType.I64);
    Shape shape = ShapeInference.embedding(weight.shape(), indices.shape());
    if (indices.shape().elements() == 0) {
      return full(0, weight.dtype(), shape);
    }
    try (Indices rows = new Indices(storage(indices))) {
      rows.require("embedding", "index", weight.size(0), "rows");
      return compute(
          "embedding",
          shape,
          weight.dtype(),
          result -> {
            long width = weight.size(1) * weight.dtype().bytes();
            try (Blocks blocks = Blocks.between(storage(weight), result)) {
              for (long i = 0; i < rows.count(); i++) {
                blocks.copy(rows.get(i) * width, i * width, width);
              }
            }
          },
          weight,
          indices);
    }
  }

  @Override
  public Tensor layerNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    Operands.requireFloating(this, "layerNorm", input, scale, bias);
    ShapeInference.norm("layerNorm", input.shape(), -1, scale.shape(), bias.shape());
    return input.dtype() == DType.F32
        ? normalised("layerNorm", true, eps, input, scale, bias)
        : super.layerNorm(input, scale, bias, eps);
  }

  @Override
  public Tensor rmsNorm(Tensor input, Tensor scale, double eps) {
    Operands.requireFloating(this, "rmsNorm", input, scale);
    ShapeInference.norm("rmsNorm", input.shape(), -1, scale.shape(), null);
    return input.dtype() == DType.F32
        ? normalised("rmsNorm", false, eps, input, scale, null)
        : super.rmsNorm(input, scale, eps);
  }

  private Tensor normalised(
      String operation, boolean centred, double eps, Tensor input, Tensor scale, Tensor bias) {
    return compute(
        operation,
        input.shape(),
        input.dtype(),
        result ->
            new RowNormalisation(Math.toIntExact(input.size(-1)), eps, centred)
                .apply(storage(input), storage(scale), bias == null ? null : storage(bias), result),
        input,
        scale,
        bias);
  }

  /** Small ones by composition, all heads at once. */
  @Override
  public Tensor attention(Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    Operands.requireFloating(this, "attention", query, key, value, bias);
    ShapeInference.attention(query.shape(), key.shape(), value.shape(), shapeOrNull(bias));
    return BlockedAttention.suits(query, key, value)
        ? scoped(() -> new BlockedAttention(this, query, key, value, bias, causal).result())
        : super.attention(query, key, value, bias, causal);
  }

  @Override
  public Tensor linear(Tensor input, Tensor weight, Tensor bias, LinearLayout layout) {
    Operands.requireFloating(this, "linear", input, weight, bias);
    Shape shape = ShapeInference.linear(input.shape(), weight.shape(), shapeOrNull(bias), layout);
    boolean transposed = layout == LinearLayout.OUT_IN;
    return scoped(
        () -> {
          Tensor product = product("linear", shape, input, weight, transposed);
          return bias == null ? product : product.add(bias);
        });
  }
}
