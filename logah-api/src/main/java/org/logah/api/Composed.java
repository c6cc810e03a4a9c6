package org.logah.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Operations of {@link Backend} composed from simpler ones, where the body is more than a line. */
final class Composed {
  private Composed() {}

  static Tensor geluTanh(Backend backend, Tensor a) {
    Tensor cubic = a.mul(a).mul(a).mul(0.044715);
    Tensor inner = backend.tanh(a.add(cubic).mul(Math.sqrt(2 / Math.PI)));
    return a.mul(inner.add(1)).mul(0.5);
  }

  static Tensor logSoftmax(Backend backend, Tensor a, int dimension) {
    Tensor shifted = backend.sub(a, backend.max(a, true, dimension));
    return shifted.sub(shifted.exp().sum(true, dimension).log());
  }

  static Tensor tile(Backend backend, Tensor a, Shape target) {
    ShapeInference.tile(a.shape(), target);
    if (target.equals(a.shape())) {
      return backend.reshape(a, target);
    }
    Tensor tiled = a;
    for (int i = a.shape().rank() - 1; i >= 0; i--) {
      long size = a.size(i);
      long wanted = target.size(i);
      if (wanted <= size) {
        tiled = wanted == size ? tiled : backend.slice(tiled, i, 0, wanted);
        continue;
      }
      List<Tensor> parts =
          new ArrayList<>(Collections.nCopies(Math.toIntExact(wanted / size), tiled));
      if (wanted % size > 0) {
        parts.add(backend.slice(tiled, i, 0, wanted % size));
      }
      tiled = backend.concat(parts, i);
    }
    return tiled;
  }

  static List<Tensor> split(Backend backend, Tensor a, int dimension, long... sizes) {
    ShapeInference.split(a.shape(), dimension, sizes);
    List<Tensor> pieces = new ArrayList<>();
    long start = 0;
    for (long size : sizes) {
      pieces.add(backend.slice(a, dimension, start, start + size));
      start += size;
    }
    return pieces;
  }

  static AdamWStep.Result adamW(
      Backend backend,
      Tensor parameter,
      Tensor gradient,
      AdamWStep.Moments moments,
      AdamWStep step) {
    ShapeInference.adamW(
        parameter.shape(), gradient.shape(), moments.mean().shape(), moments.square().shape());
    try (Scope scope = backend.openScope()) {
      Tensor scaled = gradient.mul(step.gradientScale());
      Tensor mean = moments.mean().mul(step.beta1()).add(scaled.mul(1 - step.beta1()));
      Tensor square =
          moments.square().mul(step.beta2()).add(scaled.mul(scaled).mul(1 - step.beta2()));
      Tensor deviation = square.sqrt().mul(1 / step.squareCorrection()).add(step.epsilon());
      Tensor decayed = parameter.mul(1 - step.learningRate() * step.weightDecay());
      Tensor moved = decayed.add(mean.div(deviation).mul(-step.stepSize()));
      return new AdamWStep.Result(
          scope.keep(moved), new AdamWStep.Moments(scope.keep(mean), scope.keep(square)));
    }
  }

  static Tensor crossEntropy(Backend backend, Tensor logits, Tensor targets) {
    ShapeInference.crossEntropy(logits.shape(), targets.shape());
    long classes = logits.size(1);
    long[] indices = new long[Math.toIntExact(classes)];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i;
    }
    Tensor hit =
        backend.equal(backend.tensor(indices, 1, classes), targets.reshape(targets.size(0), 1));
    // Not by a product: a hidden class has the logarithm of minus infinity.
    Tensor others = backend.full(0, logits.dtype(), Shape.scalar());
    Tensor chosen = backend.where(hit, backend.logSoftmax(logits, 1), others);
    return backend.mul(chosen.sum(), -1.0 / logits.size(0));
  }

  static Tensor linear(
      Backend backend, Tensor input, Tensor weight, Tensor bias, LinearLayout layout) {
    Shape shape =
        ShapeInference.linear(
            input.shape(), weight.shape(), bias == null ? null : bias.shape(), layout);
    Tensor rows = input.reshape(-1, input.size(-1));
    Tensor product = rows.matmul(layout == LinearLayout.OUT_IN ? weight.transpose(0, 1) : weight);
    Tensor mapped = bias == null ? product : product.add(bias);
    return backend.reshape(mapped, shape);
  }

  static Tensor layerNorm(Backend backend, Tensor input, Tensor scale, Tensor bias, double eps) {
    ShapeInference.norm("layerNorm", input.shape(), -1, scale.shape(), bias.shape());
    Tensor centred = backend.sub(input, backend.mean(input, true, -1));
    Tensor variance = backend.mean(backend.mul(centred, centred), true, -1);
    return centred.div(variance.add(eps).sqrt()).mul(scale).add(bias);
  }

  static Tensor rmsNorm(Backend backend, Tensor input, Tensor scale, double eps) {
    ShapeInference.norm("rmsNorm", input.shape(), -1, scale.shape(), null);
    Tensor meanSquare = backend.mean(backend.mul(input, input), true, -1);
    return input.div(meanSquare.add(eps).sqrt()).mul(scale);
  }

  static Tensor batchNorm(Backend backend, Tensor input, Tensor scale, Tensor bias, double eps) {
    ShapeInference.requireRank("batchNorm", input.shape(), 4);
    ShapeInference.norm("batchNorm", input.shape(), 1, scale.shape(), bias.shape());
    Tensor centred = backend.sub(input, backend.mean(input, true, 0, 2, 3));
    Tensor variance = backend.mean(backend.mul(centred, centred), true, 0, 2, 3);
    long channels = input.size(1);
    return centred
        .div(variance.add(eps).sqrt())
        .mul(scale.reshape(channels, 1, 1))
        .add(bias.reshape(channels, 1, 1));
  }

  static Tensor attention(
      Backend backend, Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    ShapeInference.attention(
        query.shape(), key.shape(), value.shape(), bias == null ? null : bias.shape());
    long heads = query.size(1);
    Tensor keys = shareGroups(key, heads).transpose(2, 3);
    Tensor scores = query.matmul(keys).mul(1 / Math.sqrt((double) query.size(3)));
    if (bias != null) {
      scores = scores.add(bias);
    }
    if (causal) {
      Tensor hidden = backend.full(Double.NEGATIVE_INFINITY, query.dtype(), Shape.scalar());
      scores = backend.where(causalMask(backend, query.size(2), key.size(2)), scores, hidden);
    }
    return scores.softmax(3).matmul(shareGroups(value, heads));
  }

  private static Tensor shareGroups(Tensor grouped, long heads) {
    long groups = grouped.size(1);
    if (groups == heads) {
      return grouped;
    }
    Shape shape = grouped.shape();
    return grouped
        .reshape(shape.size(0), groups, 1, shape.size(2), shape.size(3))
        .expand(Shape.of(shape.size(0), groups, heads / groups, shape.size(2), shape.size(3)))
        .reshape(shape.size(0), heads, shape.size(2), shape.size(3));
  }

  private static Tensor causalMask(Backend backend, long queries, long keys) {
    Tensor rows = backend.tensor(counting(1, queries), queries, 1);
    return backend.less(backend.tensor(counting(0, keys), 1, keys), rows);
  }

  private static long[] counting(long first, long count) {
    long[] values = new long[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = first + i;
    }
    return values;
  }

  static Tensor rotaryEmbedding(Backend backend, Tensor input, Tensor cosine, Tensor sine) {
    ShapeInference.rotaryEmbedding(input.shape(), cosine.shape(), sine.shape());
    long half = input.size(3) / 2;
    Tensor first = input.slice(3, 0, half);
    Tensor second = input.slice(3, half, 2 * half);
    Tensor rotated = backend.concat(List.of(second.neg(), first), 3);
    return input.mul(cosine).add(rotated.mul(sine));
  }
}
