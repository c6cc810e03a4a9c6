package org.logah.parity;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.DType;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Linear;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.parity.ConvolutionalLayers.Layer;

/** ResNet (arXiv 1512.03385), ResNeXt and wide ResNet as torchvision builds them. */
final class ResidualNetwork implements Network {
  private static final int STAGES = 4;
  private static final int FIRST_WIDTH = 64;

  private final ConvolutionalLayers layers = new ConvolutionalLayers();
  private final Layer stem;
  private final Layer stemNorm;
  private final List<Layer> blocks = new ArrayList<>();
  private final Linear head;

  private ResidualNetwork(boolean bottleneck, int[] depths, int groups, int base, int classes) {
    stem = layers.convolution("conv1", 3, FIRST_WIDTH, 7, 2, 1);
    stemNorm = layers.batchNorm("bn1", FIRST_WIDTH);
    int in = FIRST_WIDTH;
    for (int stage = 0; stage < STAGES; stage++) {
      int planes = FIRST_WIDTH << stage;
      for (int i = 0; i < depths[stage]; i++) {
        String name = "layer%d.%d".formatted(stage + 1, i);
        int stride = stage > 0 && i == 0 ? 2 : 1;
        int out = bottleneck ? 4 * planes : planes;
        int inner = bottleneck ? planes * base / 64 * groups : planes;
        List<Layer> path =
            bottleneck
                ? bottleneck(name, in, inner, out, stride, groups)
                : basic(name, in, out, stride);
        blocks.add(block(name, path, in, out, stride));
        in = out;
      }
    }
    head = Linear.of("fc", in, classes);
    layers.addAll(head.parameters());
  }

  static Network of(String name, int classes) {
    int[] shallow = {2, 2, 2, 2};
    int[] deep = {3, 4, 6, 3};
    return switch (name) {
      case "resnet18" -> new ResidualNetwork(false, shallow, 1, 64, classes);
      case "resnet50" -> new ResidualNetwork(true, deep, 1, 64, classes);
      case "resnext50_32x4d" -> new ResidualNetwork(true, deep, 32, 4, classes);
      case "wide_resnet50_2" -> new ResidualNetwork(true, deep, 1, 128, classes);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private List<Layer> basic(String name, int in, int out, int stride) {
    return List.of(
        layers.convolution(name + ".conv1", in, out, 3, stride, 1),
        layers.batchNorm(name + ".bn1", out),
        (values, images) -> images.relu(),
        layers.convolution(name + ".conv2", out, out, 3, 1, 1),
        layers.batchNorm(name + ".bn2", out));
  }

  private List<Layer> bottleneck(String name, int in, int inner, int out, int stride, int groups) {
    return List.of(
        layers.convolution(name + ".conv1", in, inner, 1, 1, 1),
        layers.batchNorm(name + ".bn1", inner),
        (values, images) -> images.relu(),
        layers.convolution(name + ".conv2", inner, inner, 3, stride, groups),
        layers.batchNorm(name + ".bn2", inner),
        (values, images) -> images.relu(),
        layers.convolution(name + ".conv3", inner, out, 1, 1, 1),
        layers.batchNorm(name + ".bn3", out));
  }

  private Layer block(String name, List<Layer> path, int in, int out, int stride) {
    List<Layer> bypass =
        in == out && stride == 1
            ? List.of()
            : List.of(
                layers.convolution(name + ".downsample.0", in, out, 1, stride, 1),
                layers.batchNorm(name + ".downsample.1", out));
    return (values, images) ->
        ConvolutionalLayers.forward(path, values, images)
            .add(ConvolutionalLayers.forward(bypass, values, images))
            .relu();
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
    Tensor begun = stemNorm.forward(values, stem.forward(values, images)).relu();
    Tensor pooled = begun.backend().maxPool2d(begun, new Pooling(3, 2, 1));
    Tensor last = ConvolutionalLayers.forward(blocks, values, pooled);
    return head.forward(values, last.backend().globalAveragePool(last));
  }
}
