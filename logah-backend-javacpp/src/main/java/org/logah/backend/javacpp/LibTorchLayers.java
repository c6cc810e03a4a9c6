package org.logah.backend.javacpp;

import static org.logah.backend.javacpp.LibTorchTensor.handle;

import java.util.function.Function;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.DType;
import org.logah.api.LinearLayout;
import org.logah.api.Operands;
import org.logah.api.Precision;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/** Distributions, losses and layers, where LibTorch has a kernel of its own. */
abstract class LibTorchLayers extends LibTorchForms {
  private final Products attentionProducts;

  LibTorchLayers(LibTorchDevice device, Precision precision) {
    super(device, precision);
    // On a CPU the kernel takes twenty times as long in 16 bits.
    attentionProducts = new Products(device.isCpu() ? Precision.FULL : precision);
  }

  static Shape shapeOrNull(Tensor tensor) {
    return tensor == null ? null : tensor.shape();
  }

  /** Applies a function to a tensor that may be {@code null}, as LibTorch takes it. */
  static org.bytedeco.pytorch.Tensor withOptional(
      Tensor tensor, Function<TensorOptional, org.bytedeco.pytorch.Tensor> function) {
    return withOptionalHandle(tensor == null ? null : handle(tensor), function);
  }

  static org.bytedeco.pytorch.Tensor withOptionalHandle(
      org.bytedeco.pytorch.Tensor handle,
      Function<TensorOptional, org.bytedeco.pytorch.Tensor> function) {
    if (handle == null) {
      return function.apply(Absent.TENSOR);
    }
    try (TensorOptional present = new TensorOptional(handle)) {
      return function.apply(present);
    }
  }

  @Override
  public Tensor gelu(Tensor a) {
    return unary("gelu", a, torch::gelu);
  }

  @Override
  public Tensor geluTanh(Tensor a) {
    return unary("geluTanh", a, x -> torch.gelu(x, "tanh"));
  }

  @Override
  public Tensor silu(Tensor a) {
    return unary("silu", a, torch::silu);
  }

  @Override
  public Tensor tile(Tensor a, Shape target) {
    Operands.require(this, "tile", a);
    return super.tile(a, target);
  }

  @Override
  public Tensor softmax(Tensor a, int dimension) {
    int axis = a.shape().axis(dimension);
    return unary("softmax", a, x -> torch.softmax(x, axis));
  }

  @Override
  public Tensor logSoftmax(Tensor a, int dimension) {
    int axis = a.shape().axis(dimension);
    return unary("logSoftmax", a, x -> torch.log_softmax(x, axis));
  }

  @Override
  public Tensor crossEntropy(Tensor logits, Tensor targets) {
    Operands.requireFloating(this, "crossEntropy", logits);
    Operands.require(this, "crossEntropy", targets);
    Operands.requireType("crossEntropy", "targets", targets, DType.I64);
    Shape shape = ShapeInference.crossEntropy(logits.shape(), targets.shape());
    requireIndices("crossEntropy", "target", targets, logits.size(1), "classes");
    return call(
        "crossEntropy",
        shape,
        logits.dtype(),
        () -> torch.cross_entropy_loss(handle(logits), handle(targets)),
        logits,
        targets);
  }

  @Override
  public Tensor linearCrossEntropy(Tensor input, Tensor weight, Tensor bias, Tensor targets) {
    Operands.requireFloating(this, "linearCrossEntropy", input, weight, bias);
    Operands.require(this, "linearCrossEntropy", targets);
    Operands.requireType("linearCrossEntropy", "targets", targets, DType.I64);
    Shape shape =
        ShapeInference.linearCrossEntropy(
            input.shape(), weight.shape(), shapeOrNull(bias), targets.shape());
    if (input.size(0) == 0 || (products.round(input) && precision().needsLossScale())) {
      // Gradients that come with the value are not those of the scaled loss.
      return super.linearCrossEntropy(input, weight, bias, targets);
    }
    requireIndices("linearCrossEntropy", "target", targets, weight.size(0), "classes");
    return call(
        "linearCrossEntropy",
        shape,
        input.dtype(),
        () ->
            LinearCrossEntropy.of(
                handle(input),
                handle(weight),
                bias == null ? null : handle(bias),
                handle(targets),
                products),
        input,
        weight,
        bias,
        targets);
  }

  @Override
  public Tensor embedding(Tensor weight, Tensor indices) {
    Operands.requireFloating(this, "embedding", weight);
    Operands.require(this, "embedding", indices);
    Operands.requireType("embedding", "indices", indices, DType.I64);
    Shape shape = ShapeInference.embedding(weight.shape(), indices.shape());
    requireIndices("embedding", "index", indices, weight.size(0), "rows");
    return call(
        "embedding",
        shape,
        weight.dtype(),
        () -> torch.embedding(handle(weight), handle(indices)),
        weight,
        indices);
  }

  @Override
  public Tensor scatterAdd(Tensor values, Tensor indices, long rows) {
    Operands.requireFloating(this, "scatterAdd", values);
    Operands.require(this, "scatterAdd", indices);
    Operands.requireType("scatterAdd", "indices", indices, DType.I64);
    Shape shape = ShapeInference.scatterAdd(values.shape(), indices.shape(), rows);
    requireIndices("scatterAdd", "index", indices, rows, "rows");
    return call(
        "scatterAdd",
        shape,
        values.dtype(),
        () -> {
          try (org.bytedeco.pytorch.Tensor table =
                  TensorBytes.filled(0, values.dtype(), shape, device);
              org.bytedeco.pytorch.Tensor places =
                  handle(indices).reshape(indices.shape().elements());
              org.bytedeco.pytorch.Tensor summands =
                  handle(values).reshape(indices.shape().elements(), shape.size(1))) {
            return torch.index_add(table, 0, places, summands);
          }
        },
        values,
        indices);
  }

  /** On CUDA a wrong index would break the device for the whole process. */
  private static void requireIndices(
      String operation, String what, Tensor indices, long bound, String counted) {
    if (indices.shape().elements() == 0) {
      return;
    }
    try (T_TensorTensor_T extremes =
            NativeCall.run(
                operation, () -> torch.aminmax(handle(indices), Absent.LONG, false), indices);
        org.bytedeco.pytorch.Tensor least = extremes.get0();
        org.bytedeco.pytorch.Tensor greatest = extremes.get1()) {
      long wrong = least.item_long() < 0 ? least.item_long() : greatest.item_long();
      if (wrong < 0 || wrong >= bound) {
        throw new IndexOutOfBoundsException(
            "%s: %s %d is not in 0 to %d, there are %d %s"
                .formatted(operation, what, wrong, bound - 1, bound, counted));
      }
    }
  }

  @Override
  public Tensor linear(Tensor input, Tensor weight, Tensor bias, LinearLayout layout) {
    Operands.requireFloating(this, "linear", input, weight, bias);
    Shape shape = ShapeInference.linear(input.shape(), weight.shape(), shapeOrNull(bias), layout);
    return call(
        "linear",
        shape,
        input.dtype(),
        () -> products.of(t -> linear(t[0], t[1], t[2], layout), input, weight, bias),
        input,
        weight,
        bias);
  }

  private static org.bytedeco.pytorch.Tensor linear(
      org.bytedeco.pytorch.Tensor input,
      org.bytedeco.pytorch.Tensor weight,
      org.bytedeco.pytorch.Tensor bias,
      LinearLayout layout) {
    if (layout == LinearLayout.OUT_IN) {
      return withOptionalHandle(bias, present -> torch.linear(input, weight, present));
    }
    try (org.bytedeco.pytorch.Tensor transposed = weight.t()) {
      return withOptionalHandle(bias, present -> torch.linear(input, transposed, present));
    }
  }

  @Override
  public Tensor layerNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    Operands.requireFloating(this, "layerNorm", input, scale, bias);
    Shape shape = ShapeInference.norm("layerNorm", input.shape(), -1, scale.shape(), bias.shape());
    long[] normalised = {input.size(-1)};
    return call(
        "layerNorm",
        shape,
        input.dtype(),
        () ->
            withOptional(
                scale,
                s ->
                    withOptional(
                        bias, b -> torch.layer_norm(handle(input), normalised, s, b, eps, true))),
        input,
        scale,
        bias);
  }

  @Override
  public Tensor rmsNorm(Tensor input, Tensor scale, double eps) {
    Operands.requireFloating(this, "rmsNorm", input, scale);
    Shape shape = ShapeInference.norm("rmsNorm", input.shape(), -1, scale.shape(), null);
    long[] normalised = {input.size(-1)};
    return call(
        "rmsNorm",
        shape,
        input.dtype(),
        () -> {
          try (DoubleOptional given = new DoubleOptional(eps)) {
            return withOptional(
                scale, present -> torch.rms_norm(handle(input), normalised, present, given));
          }
        },
        input,
        scale);
  }

  @Override
  public Tensor attention(Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    Operands.requireFloating(this, "attention", query, key, value, bias);
    Shape shape =
        ShapeInference.attention(query.shape(), key.shape(), value.shape(), shapeOrNull(bias));
    if (bias != null && (causal || attentionProducts.round(query))) {
      // The kernel takes a mask or is causal, not both; and it would round the mask to 16 bits.
      return super.attention(query, key, value, bias, causal);
    }
    boolean shared = query.size(1) != key.size(1);
    return call(
        "attention",
        shape,
        query.dtype(),
        () ->
            attentionProducts.of(
                t ->
                    withOptionalHandle(
                        t[3],
                        mask ->
                            torch.scaled_dot_product_attention(
                                t[0], t[1], t[2], mask, 0, causal, Absent.DOUBLE, shared)),
                query,
                key,
                value,
                bias),
        query,
        key,
        value,
        bias);
  }
}
