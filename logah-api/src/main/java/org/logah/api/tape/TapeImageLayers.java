package org.logah.api.tape;

import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Layers on {@code [batch, channel, height, width]}. */
abstract class TapeImageLayers extends TapeLayers {
  TapeImageLayers(Backend inner) {
    super(inner);
  }

  @Override
  public final Tensor conv2d(Tensor input, Tensor weight, Tensor bias, Convolution convolution) {
    Recording images =
        record(
            "conv2d",
            () -> inner.conv2d(value(input), value(weight), value(bias), convolution),
            input,
            weight,
            bias);
    ConvolutionGradients by = new ConvolutionGradients(convolution, input.shape(), weight.shape());
    return images
        .vjp(input, (g, saved) -> by.ofInput(g, saved[0]), weight)
        .vjp(weight, (g, saved) -> by.ofWeight(g, saved[0]), input)
        .vjp(bias, (g, saved) -> g.sum(false, 0, 2, 3))
        .result();
  }

  @Override
  public final Tensor maxPool2d(Tensor input, Pooling pooling) {
    return record("maxPool2d", () -> inner.maxPool2d(value(input), pooling), input)
        .vjp(input, (g, saved) -> ofLargest(g, saved[0], pooling), input)
        .result();
  }

  /** The gradient goes to the first of equals, row by row. */
  private static Tensor ofLargest(Tensor gradient, Tensor images, Pooling pooling) {
    Windows windows = Windows.of(pooling);
    Tensor seen = windows.unfold(images, Double.NEGATIVE_INFINITY).permute(0, 1, 3, 5, 2, 4);
    Shape apart = seen.shape();
    Shape flat = Stretched.joined(apart, 4);
    Backend backend = gradient.backend();
    Tensor largest = Stretched.isAt(backend.reshape(seen, flat).argmax(4), flat, 4);
    Tensor zero = backend.full(0, gradient.dtype(), Shape.scalar());
    Tensor placed = largest.where(Stretched.spread(gradient, flat, 4), zero);
    Tensor windowed = backend.reshape(placed, apart).permute(0, 1, 4, 2, 5, 3);
    return windows.fold(windowed, images.shape());
  }

  @Override
  public final Tensor averagePool2d(Tensor input, Pooling pooling) {
    return record("averagePool2d", () -> inner.averagePool2d(value(input), pooling), input)
        .vjp(input, (g, saved) -> ofMean(g, input.shape(), pooling))
        .result();
  }

  private static Tensor ofMean(Tensor gradient, Shape images, Pooling pooling) {
    long kernel = pooling.kernel();
    Shape output = gradient.shape();
    Shape windowed =
        Shape.of(output.size(0), output.size(1), kernel, output.size(2), kernel, output.size(3));
    Tensor share = gradient.mul(1.0 / (kernel * kernel));
    return Windows.of(pooling).fold(Stretched.spread(share, windowed, 2, 4), images);
  }

  @Override
  public final Tensor globalAveragePool(Tensor input) {
    return record("globalAveragePool", () -> inner.globalAveragePool(value(input)), input)
        .vjp(
            input,
            (g, saved) -> {
              double share = 1.0 / (input.size(2) * input.size(3));
              return Stretched.spread(g.mul(share), input.shape(), 2, 3);
            })
        .result();
  }
}
