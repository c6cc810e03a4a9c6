package org.logah.api.tape;

import org.logah.api.Backend;
import org.logah.api.LinearLayout;
import org.logah.api.Operands;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Distributions, losses and layers: forward by the kernels of the backend underneath. */
abstract class TapeLayers extends TapeForms {
  TapeLayers(Backend inner) {
    super(inner);
  }

  // ---------------------------------------------------------------- distributions and losses

  @Override
  public final Tensor softmax(Tensor a, int dimension) {
    return record("softmax", () -> inner.softmax(value(a), dimension), a)
        .vjpOfResult(
            a,
            (g, saved) -> {
              Tensor weighted = g.mul(saved[0]);
              return weighted.sub(saved[0].mul(weighted.sum(true, dimension)));
            })
        .result();
  }

  @Override
  public final Tensor logSoftmax(Tensor a, int dimension) {
    return record("logSoftmax", () -> inner.logSoftmax(value(a), dimension), a)
        .vjpOfResult(a, (g, saved) -> g.sub(saved[0].exp().mul(g.sum(true, dimension))))
        .result();
  }

  @Override
  public final Tensor crossEntropy(Tensor logits, Tensor targets) {
    return record(
            "crossEntropy",
            () -> inner.crossEntropy(value(logits), value(targets)),
            logits,
            targets)
        .vjp(
            logits,
            (g, saved) -> {
              Tensor hit = Stretched.isAt(saved[1], saved[0].shape(), 1).cast(g.dtype());
              return saved[0].softmax(1).sub(hit).mul(g.mul(1.0 / logits.size(0)));
            },
            logits,
            targets)
        .result();
  }

  // ---------------------------------------------------------------- layers

  @Override
  public final Tensor embedding(Tensor weight, Tensor indices) {
    return record(
            "embedding", () -> inner.embedding(value(weight), value(indices)), weight, indices)
        .vjp(weight, (g, saved) -> inner.scatterAdd(g, saved[0], weight.size(0)), indices)
        .result();
  }

  @Override
  public final Tensor scatterAdd(Tensor values, Tensor indices, long rows) {
    return record(
            "scatterAdd",
            () -> inner.scatterAdd(value(values), value(indices), rows),
            values,
            indices)
        .vjp(values, (g, saved) -> g.embedding(saved[0]), indices)
        .result();
  }

  @Override
  public final Tensor linear(Tensor input, Tensor weight, Tensor bias, LinearLayout layout) {
    boolean outFirst = layout == LinearLayout.OUT_IN;
    LinearLayout opposite = outFirst ? LinearLayout.IN_OUT : LinearLayout.OUT_IN;
    return record(
            "linear",
            () -> inner.linear(value(input), value(weight), value(bias), layout),
            input,
            weight,
            bias)
        .vjp(input, (g, saved) -> inner.linear(g, saved[0], null, opposite), weight)
        .vjp(
            weight,
            (g, saved) -> {
              Tensor left = rows(outFirst ? g : saved[0]);
              return left.transpose(0, 1).matmul(rows(outFirst ? saved[0] : g));
            },
            input)
        .vjp(bias, (g, saved) -> Stretched.sumTo(g, bias.shape()))
        .result();
  }

  @Override
  public final Tensor layerNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    Recording norm =
        record(
            "layerNorm",
            () -> inner.layerNorm(value(input), value(scale), value(bias), eps),
            input,
            scale,
            bias);
    Normalisation by = Normalisation.ofLastDimension(true, eps, input.shape());
    return normalised(norm, by, input, scale, bias);
  }

  @Override
  public final Tensor rmsNorm(Tensor input, Tensor scale, double eps) {
    Recording norm =
        record("rmsNorm", () -> inner.rmsNorm(value(input), value(scale), eps), input, scale);
    Normalisation by = Normalisation.ofLastDimension(false, eps, input.shape());
    return normalised(norm, by, input, scale, null);
  }

  @Override
  public final Tensor batchNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    Recording norm =
        record(
            "batchNorm",
            () -> inner.batchNorm(value(input), value(scale), value(bias), eps),
            input,
            scale,
            bias);
    return normalised(norm, Normalisation.ofChannels(eps, input.shape()), input, scale, bias);
  }

  private static Tensor normalised(
      Recording norm, Normalisation by, Tensor input, Tensor scale, Tensor bias) {
    Shape shape = scale.shape();
    return norm.vjp(input, (g, saved) -> by.inputGradient(g, saved[0], saved[1]), input, scale)
        .vjp(scale, (g, saved) -> by.scaleGradient(g, saved[0], shape), input)
        .vjp(bias, (g, saved) -> by.biasGradient(g, shape))
        .result();
  }

  /** By composition where it is recorded. */
  @Override
  public final Tensor attention(
      Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    Operands.require(this, "attention", query, key, value, bias);
    if (isRecorded(query, key, value, bias)) {
      return super.attention(query, key, value, bias, causal);
    }
    return constant(
        () -> inner.attention(value(query), value(key), value(value), value(bias), causal));
  }

  /** By composition where it is recorded. */
  @Override
  public final Tensor rotaryEmbedding(Tensor input, Tensor cosine, Tensor sine) {
    Operands.require(this, "rotaryEmbedding", input, cosine, sine);
    if (isRecorded(input, cosine, sine)) {
      return super.rotaryEmbedding(input, cosine, sine);
    }
    return constant(() -> inner.rotaryEmbedding(value(input), value(cosine), value(sine)));
  }
}
