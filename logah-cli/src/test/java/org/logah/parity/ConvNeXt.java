package org.logah.parity;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.parity.ConvolutionalLayers.Layer;

/** ConvNeXt-Tiny (arXiv 2201.03545) as torchvision builds it. */
final class ConvNeXt implements Network {
  private static final int[] DEPTHS = {3, 3, 9, 3};
  private static final int[] WIDTHS = {96, 192, 384, 768};
  private static final double EPSILON = 1e-6;

  private final ConvolutionalLayers layers = new ConvolutionalLayers();
  private final List<Layer> features = new ArrayList<>();
  private final LayerNorm norm;
  private final Linear head;

  ConvNeXt(int classes) {
    features.add(layers.convolution("features.0.0", 3, WIDTHS[0], 4, 4, 1, 0, true));
    features.add(channelNorm("features.0.1", WIDTHS[0]));
    for (int stage = 0; stage < DEPTHS.length; stage++) {
      int width = WIDTHS[stage];
      for (int i = 0; i < DEPTHS[stage]; i++) {
        features.add(block("features.%d.%d".formatted(2 * stage + 1, i), width));
      }
      if (stage + 1 < DEPTHS.length) {
        String name = "features.%d".formatted(2 * stage + 2);
        features.add(channelNorm(name + ".0", width));
        features.add(layers.convolution(name + ".1", width, WIDTHS[stage + 1], 2, 2, 1, 0, true));
      }
    }
    int last = WIDTHS[WIDTHS.length - 1];
    norm = LayerNorm.of("classifier.0", last, EPSILON);
    head = Linear.of("classifier.2", last, classes);
    layers.addAll(norm.parameters());
    layers.addAll(head.parameters());
  }

  private Layer channelNorm(String name, int width) {
    LayerNorm own = LayerNorm.of(name, width, EPSILON);
    layers.addAll(own.parameters());
    return (values, images) -> own.forward(values, images.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
  }

  private Layer block(String name, int width) {
    ParameterSpec scale =
        new ParameterSpec(
            name + ".layer_scale",
            Shape.of(width, 1, 1),
            ParameterRole.LAYER_SCALE,
            new InitialDistribution.Constant(1e-6));
    layers.add(scale);
    Layer depthWise = layers.convolution(name + ".block.0", width, width, 7, 1, width, 3, true);
    LayerNorm own = LayerNorm.of(name + ".block.2", width, EPSILON);
    Linear wide = Linear.of(name + ".block.3", width, 4L * width);
    Linear narrow = Linear.of(name + ".block.5", 4L * width, width);
    layers.addAll(own.parameters());
    layers.addAll(wide.parameters());
    layers.addAll(narrow.parameters());
    return (values, images) -> {
      Tensor last = own.forward(values, depthWise.forward(values, images).permute(0, 2, 3, 1));
      Tensor mixed = narrow.forward(values, wide.forward(values, last).gelu());
      return mixed.permute(0, 3, 1, 2).mul(values.get(scale.name())).add(images);
    };
  }

  @Override
  public List<ParameterSpec> parameters() {
    return layers.parameters();
  }

  @Override
  public NetworkInput exampleInput() {
    return new NetworkInput(DType.F32, Shape.of(1, 3, 64, 64));
  }

  @Override
  public Tensor forward(Parameters values, Tensor images) {
    Tensor last = ConvolutionalLayers.forward(features, values, images);
    Tensor pooled = last.backend().globalAveragePool(last);
    return head.forward(values, norm.forward(values, pooled));
  }
}
