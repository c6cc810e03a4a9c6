package org.logah.api.tape;

import org.logah.api.Convolution;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** The gradients of a convolution, as products with its windows, group by group. */
final class ConvolutionGradients {
  private final Windows windows;
  private final Shape input;
  private final Shape weight;
  private final long batch;
  private final long groups;

  /** Elements of one window within a group. */
  private final long window;

  private final long outputsOfGroup;

  ConvolutionGradients(Convolution convolution, Shape input, Shape weight) {
    this.windows = Windows.of(convolution, weight);
    this.input = input;
    this.weight = weight;
    batch = input.size(0);
    groups = convolution.groups();
    window = weight.size(1) * weight.size(2) * weight.size(3);
    outputsOfGroup = weight.size(0) / groups;
  }

  /** What flows into every window, folded back. */
  Tensor ofInput(Tensor gradient, Tensor kernels) {
    long down = gradient.size(2);
    long across = gradient.size(3);
    Tensor outputs = gradient.reshape(batch, groups, outputsOfGroup, down * across);
    Tensor factors = kernels.reshape(groups, outputsOfGroup, window).transpose(1, 2);
    Tensor seen =
        factors
            .matmul(outputs)
            .reshape(batch, input.size(1), weight.size(2), weight.size(3), down, across);
    return windows.fold(seen.permute(0, 1, 2, 4, 3, 5), input);
  }

  /** The sum over images and windows of outputs times what their window sees. */
  Tensor ofWeight(Tensor gradient, Tensor images) {
    long places = batch * gradient.size(2) * gradient.size(3);
    Tensor outputs = gradient.permute(1, 0, 2, 3).reshape(groups, outputsOfGroup, places);
    Tensor seen =
        windows.unfold(images, 0).permute(0, 3, 5, 1, 2, 4).reshape(places, groups, window);
    Tensor products = outputs.matmul(seen.permute(1, 0, 2));
    return gradient.backend().reshape(products, weight);
  }
}
