package org.logah.api.reference;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.Erf;
import org.logah.api.DType;
import org.logah.api.LinearLayout;
import org.logah.api.Operands;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/**
 * The oracle: every operation, those that the interface composes included, written directly from
 * its definition. It computes no gradients, and holds tensors of up to 2³¹ - 1 elements.
 */
public final class ReferenceBackend extends PrimitiveReference {
  public ReferenceBackend() {
    this("reference");
  }

  /** A reference under another name, where two meet. */
  public ReferenceBackend(String name) {
    super(name);
  }

  private static Shape shapeOf(Tensor tensor) {
    return tensor == null ? null : tensor.shape();
  }

  @Override
  public Tensor gelu(Tensor a) {
    return map("gelu", a, x -> 0.5 * x * (1 + Erf.value(x / Math.sqrt(2))));
  }

  @Override
  public Tensor geluTanh(Tensor a) {
    double scale = Math.sqrt(2 / Math.PI);
    return map(
        "geluTanh", a, x -> 0.5 * x * (1 + Math.tanh(scale * (x + 0.044715 * Math.pow(x, 3)))));
  }

  @Override
  public Tensor silu(Tensor a) {
    return map("silu", a, x -> x / (1 + Math.exp(-x)));
  }

  @Override
  public Tensor mean(Tensor a, boolean keep, int... dimensions) {
    ReferenceTensor own = floating("mean", a)[0];
    double count = ShapeInference.reducedElements(a.shape(), dimensions);
    return ReductionLoops.sum(own, keep, dimensions).map(x -> x / count);
  }

  @Override
  public Tensor tile(Tensor a, Shape target) {
    return FormLoops.tile(own("tile", a), target);
  }

  @Override
  public Tensor logSoftmax(Tensor a, int dimension) {
    return ReductionLoops.logSoftmax(floating("logSoftmax", a)[0], dimension);
  }

  @Override
  public Tensor crossEntropy(Tensor logits, Tensor targets) {
    ReferenceTensor rows = floating("crossEntropy", logits)[0];
    ReferenceTensor classes = own("crossEntropy", targets);
    Operands.requireType("crossEntropy", "targets", targets, DType.I64);
    ShapeInference.crossEntropy(logits.shape(), targets.shape());
    double[] logarithms = ReductionLoops.logSoftmax(rows, 1).reals();
    int width = Math.toIntExact(logits.size(1));
    double loss = 0;
    for (int row = 0; row < classes.elements(); row++) {
      loss -= logarithms[row * width + Math.toIntExact(classes.integers()[row])];
    }
    return rows.withReals(Shape.scalar(), new double[] {loss / classes.elements()});
  }

  @Override
  public Tensor scatterAdd(Tensor values, Tensor indices, long rows) {
    ReferenceTensor own = floating("scatterAdd", values)[0];
    ReferenceTensor places = own("scatterAdd", indices);
    Operands.requireType("scatterAdd", "indices", indices, DType.I64);
    return FormLoops.scatterAdd(own, places, rows);
  }

  @Override
  public Tensor linear(Tensor input, Tensor weight, Tensor bias, LinearLayout layout) {
    ReferenceTensor[] own = floating("linear", input, weight, bias);
    Shape shape = ShapeInference.linear(input.shape(), weight.shape(), shapeOf(bias), layout);
    int in = Math.toIntExact(input.size(-1));
    int out = Math.toIntExact(shape.size(-1));
    double[] values = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      int row = i / out;
      int column = i % out;
      double sum = bias == null ? 0 : own[2].reals()[column];
      for (int k = 0; k < in; k++) {
        int at = layout == LinearLayout.OUT_IN ? column * in + k : k * out + column;
        sum += own[0].reals()[row * in + k] * own[1].reals()[at];
      }
      values[i] = sum;
    }
    return own[0].withReals(shape, values);
  }

  @Override
  public Tensor layerNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    ReferenceTensor[] own = floating("layerNorm", input, scale, bias);
    ShapeInference.norm("layerNorm", input.shape(), -1, scale.shape(), bias.shape());
    return LayerLoops.layerNorm(own[0], own[1], own[2], eps);
  }

  @Override
  public Tensor rmsNorm(Tensor input, Tensor scale, double eps) {
    ReferenceTensor[] own = floating("rmsNorm", input, scale);
    ShapeInference.norm("rmsNorm", input.shape(), -1, scale.shape(), null);
    return LayerLoops.rmsNorm(own[0], own[1], eps);
  }

  @Override
  public Tensor batchNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    ReferenceTensor[] own = floating("batchNorm", input, scale, bias);
    ShapeInference.requireRank("batchNorm", input.shape(), 4);
    ShapeInference.norm("batchNorm", input.shape(), 1, scale.shape(), bias.shape());
    return LayerLoops.batchNorm(own[0], own[1], own[2], eps);
  }

  @Override
  public Tensor attention(Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    ReferenceTensor[] own = floating("attention", query, key, value, bias);
    Shape shape =
        ShapeInference.attention(query.shape(), key.shape(), value.shape(), shapeOf(bias));
    return LayerLoops.attention(Arrays.asList(own), shape, causal);
  }

  @Override
  public Tensor rotaryEmbedding(Tensor input, Tensor cosine, Tensor sine) {
    ReferenceTensor[] own = floating("rotaryEmbedding", input, cosine, sine);
    ShapeInference.rotaryEmbedding(input.shape(), cosine.shape(), sine.shape());
    return LayerLoops.rotaryEmbedding(own[0], own[1], own[2]);
  }

  @Override
  public Tensor globalAveragePool(Tensor input) {
    ReferenceTensor own = floating("globalAveragePool", input)[0];
    ShapeInference.requireRank("globalAveragePool", input.shape(), 4);
    return LayerLoops.globalAveragePool(own);
  }
}
