package org.logah.parity;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Convolution;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** Collects the parameters of a convolutional network, named as torchvision does. */
final class ConvolutionalLayers {
  private static final double EPSILON = 1e-5;

  private final List<ParameterSpec> parameters = new ArrayList<>();

  /** {@code [batch, in, height, width] -> [batch, out, ...]}, or a change of nothing else. */
  @FunctionalInterface
  interface Layer {
    Tensor forward(Parameters values, Tensor images);
  }

  /** One layer after the other. */
  static Tensor forward(List<Layer> path, Parameters values, Tensor images) {
    Tensor current = images;
    for (Layer layer : path) {
      current = layer.forward(values, current);
    }
    return current;
  }

  List<ParameterSpec> parameters() {
    return List.copyOf(parameters);
  }

  void add(ParameterSpec spec) {
    parameters.add(spec);
  }

  void addAll(List<ParameterSpec> specs) {
    parameters.addAll(specs);
  }

  /** Pads half the kernel. */
  Layer convolution(String name, long in, long out, int kernel, int stride, int groups) {
    return convolution(name, in, out, kernel, stride, groups, kernel / 2, false);
  }

  Layer convolution(
      String name,
      long in,
      long out,
      int kernel,
      int stride,
      int groups,
      int padding,
      boolean biased) {
    String weight = name + ".weight";
    String bias = name + ".bias";
    Shape shape = Shape.of(out, in / groups, kernel, kernel);
    add(
        new ParameterSpec(
            weight, shape, ParameterRole.WEIGHT, new InitialDistribution.Normal(0.02)));
    if (biased) {
      add(
          new ParameterSpec(
              bias, Shape.of(out), ParameterRole.BIAS, new InitialDistribution.Constant(0)));
    }
    return (values, images) ->
        images
            .backend()
            .conv2d(
                images,
                values.get(weight),
                biased ? values.get(bias) : null,
                new Convolution(stride, padding, 1, groups));
  }

  Layer batchNorm(String name, long channels) {
    ParameterSpec scale =
        new ParameterSpec(
            name + ".weight",
            Shape.of(channels),
            ParameterRole.NORM_SCALE,
            new InitialDistribution.Constant(1));
    ParameterSpec bias =
        new ParameterSpec(
            name + ".bias",
            Shape.of(channels),
            ParameterRole.NORM_BIAS,
            new InitialDistribution.Constant(0));
    add(scale);
    add(bias);
    return (values, images) ->
        images
            .backend()
            .batchNorm(images, values.get(scale.name()), values.get(bias.name()), EPSILON);
  }
}
