package org.logah.backend.nd4j;

import static org.logah.backend.nd4j.Nd4jTensor.storage;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Convolution;
import org.logah.api.Operands;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.Tensor;

/** Layers on {@code [batch, channel, height, width]}. */
abstract class Nd4jImageLayers extends Nd4jLayers {
  /** ND4J's numbers for padding as given, channels before positions, and weights as ours are. */
  private static final long EXPLICIT_PADDING = 0;

  private static final long CHANNELS_FIRST = 0;
  private static final long OUT_IN_WEIGHTS = 1;

  /** The divisor of an average is the whole window, padding included. */
  private static final long WHOLE_WINDOW = 1;

  @Override
  public Tensor conv2d(Tensor input, Tensor weight, Tensor bias, Convolution convolution) {
    Operands.requireFloating(this, "conv2d", input, weight, bias);
    Shape shape =
        ShapeInference.conv2d(input.shape(), weight.shape(), shapeOrNull(bias), convolution);
    return scoped(
        () -> {
          Tensor sums = grouped(shape, input, weight, convolution);
          return bias == null ? sums : sums.add(bias.reshape(bias.size(0), 1, 1));
        });
  }

  private Tensor grouped(Shape shape, Tensor input, Tensor weight, Convolution convolution) {
    if (input.shape().elements() == 0 || weight.shape().elements() == 0) {
      return full(0, input.dtype(), shape);
    }
    int groups = convolution.groups();
    if (groups == 1) {
      return dense(shape, input, weight, convolution);
    }
    long in = input.size(1) / groups;
    long out = weight.size(0) / groups;
    Shape each = shape.with(1, out);
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      Tensor channels = input.slice(1, i * in, (i + 1) * in);
      Tensor kernels = weight.slice(0, i * out, (i + 1) * out);
      results.add(dense(each, channels, kernels, convolution));
    }
    return concat(results, 1);
  }

  private Tensor dense(Shape shape, Tensor input, Tensor weight, Convolution convolution) {
    return compute(
        "conv2d",
        shape,
        input.dtype(),
        result ->
            NativeOperation.of(
                    "conv2d",
                    storage(input).array(input.shape().toArray()),
                    storage(weight).array(weight.shape().toArray()))
                .integers(
                    weight.size(2),
                    weight.size(3),
                    convolution.stride(),
                    convolution.stride(),
                    convolution.padding(),
                    convolution.padding(),
                    convolution.dilation(),
                    convolution.dilation(),
                    EXPLICIT_PADDING,
                    CHANNELS_FIRST,
                    OUT_IN_WEIGHTS)
                .into(result.array(shape.toArray())),
        input,
        weight);
  }

  @Override
  public Tensor maxPool2d(Tensor input, Pooling pooling) {
    return pool("maxPool2d", "maxpool2d", input, pooling);
  }

  @Override
  public Tensor averagePool2d(Tensor input, Pooling pooling) {
    return pool("averagePool2d", "avgpool2d", input, pooling);
  }

  private Tensor pool(String operation, String kernel, Tensor input, Pooling pooling) {
    Operands.requireFloating(this, operation, input);
    Shape shape = ShapeInference.pool(operation, input.shape(), pooling);
    return compute(
        operation,
        shape,
        input.dtype(),
        result ->
            NativeOperation.of(kernel, storage(input).array(input.shape().toArray()))
                .integers(
                    pooling.kernel(),
                    pooling.kernel(),
                    pooling.stride(),
                    pooling.stride(),
                    pooling.padding(),
                    pooling.padding(),
                    1,
                    1,
                    EXPLICIT_PADDING,
                    WHOLE_WINDOW,
                    CHANNELS_FIRST)
                .into(result.array(shape.toArray())),
        input);
  }
}
