package org.logah.backend.javacpp;

import static org.logah.backend.javacpp.LibTorchTensor.handle;

import org.bytedeco.pytorch.global.torch;
import org.logah.api.Convolution;
import org.logah.api.Operands;
import org.logah.api.Pooling;
import org.logah.api.Precision;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/** Layers on {@code [batch, channel, height, width]}. */
abstract class LibTorchImageLayers extends LibTorchLayers {
  /** Has no effect on a batch's own statistics, but LibTorch wants a number. */
  private static final double UNUSED_MOMENTUM = 0.1;

  LibTorchImageLayers(LibTorchDevice device, Precision precision) {
    super(device, precision);
  }

  @Override
  public Tensor conv2d(Tensor input, Tensor weight, Tensor bias, Convolution convolution) {
    Operands.requireFloating(this, "conv2d", input, weight, bias);
    Shape shape =
        ShapeInference.conv2d(input.shape(), weight.shape(), shapeOrNull(bias), convolution);
    if (input.size(1) == 0) {
      return withoutChannels(shape, input, bias);
    }
    long[] stride = square(convolution.stride());
    long[] padding = square(convolution.padding());
    long[] dilation = square(convolution.dilation());
    return call(
        "conv2d",
        shape,
        input.dtype(),
        () ->
            products.of(
                t ->
                    withOptionalHandle(
                        t[2],
                        present ->
                            torch.conv2d(
                                t[0],
                                t[1],
                                present,
                                stride,
                                padding,
                                dilation,
                                convolution.groups())),
                input,
                weight,
                bias),
        input,
        weight,
        bias);
  }

  /** LibTorch's result for no input channels does not have the shape that it should. */
  private Tensor withoutChannels(Shape shape, Tensor input, Tensor bias) {
    return scoped(
        () -> {
          Tensor zeros = full(0, input.dtype(), shape);
          return bias == null ? zeros : zeros.add(bias.reshape(bias.size(0), 1, 1));
        });
  }

  private static long[] square(long side) {
    return new long[] {side, side};
  }

  @Override
  public Tensor batchNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    Operands.requireFloating(this, "batchNorm", input, scale, bias);
    ShapeInference.requireRank("batchNorm", input.shape(), 4);
    Shape shape = ShapeInference.norm("batchNorm", input.shape(), 1, scale.shape(), bias.shape());
    return call(
        "batchNorm",
        shape,
        input.dtype(),
        () ->
            withOptional(
                scale,
                s ->
                    withOptional(
                        bias,
                        b ->
                            torch.batch_norm(
                                handle(input),
                                s,
                                b,
                                Absent.TENSOR,
                                Absent.TENSOR,
                                true,
                                UNUSED_MOMENTUM,
                                eps,
                                true))),
        input,
        scale,
        bias);
  }

  @Override
  public Tensor maxPool2d(Tensor input, Pooling pooling) {
    Operands.requireFloating(this, "maxPool2d", input);
    Shape shape = ShapeInference.pool("maxPool2d", input.shape(), pooling);
    if (input.size(1) == 0) {
      return full(0, input.dtype(), shape);
    }
    long[] kernel = square(pooling.kernel());
    long[] stride = square(pooling.stride());
    long[] padding = square(pooling.padding());
    return call(
        "maxPool2d",
        shape,
        input.dtype(),
        () -> torch.max_pool2d(handle(input), kernel, stride, padding, square(1), false),
        input);
  }

  @Override
  public Tensor averagePool2d(Tensor input, Pooling pooling) {
    Operands.requireFloating(this, "averagePool2d", input);
    Shape shape = ShapeInference.pool("averagePool2d", input.shape(), pooling);
    if (input.size(1) == 0) {
      return full(0, input.dtype(), shape);
    }
    long[] kernel = square(pooling.kernel());
    long[] stride = square(pooling.stride());
    long[] padding = square(pooling.padding());
    return call(
        "averagePool2d",
        shape,
        input.dtype(),
        () -> torch.avg_pool2d(handle(input), kernel, stride, padding, false, true, Absent.LONG),
        input);
  }
}
