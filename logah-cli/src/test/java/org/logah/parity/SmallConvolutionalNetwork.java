package org.logah.parity;

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

/** Two residual branches: a depth-wise convolution, and one that a 1 x 1 convolution bypasses. */
final class SmallConvolutionalNetwork implements Network {
  private static final int NARROW = 12;
  private static final int WIDE = 24;

  private final ConvolutionalLayers layers = new ConvolutionalLayers();
  private final Layer first = layers.convolution("conv1", 3, NARROW, 3, 1, 1);
  private final Layer firstNorm = layers.batchNorm("bn1", NARROW);
  private final Layer depthWise = layers.convolution("dw", NARROW, NARROW, 5, 1, NARROW);
  private final Layer depthWiseNorm = layers.batchNorm("bn2", NARROW);
  private final Layer second = layers.convolution("conv2", NARROW, WIDE, 3, 2, 1, 1, true);
  private final Layer secondNorm = layers.batchNorm("bn3", WIDE);
  private final Layer bypass = layers.convolution("pw", NARROW, WIDE, 1, 2, 1);
  private final Linear head = Linear.of("fc", WIDE, 10);

  SmallConvolutionalNetwork() {
    layers.addAll(head.parameters());
  }

  @Override
  public List<ParameterSpec> parameters() {
    return layers.parameters();
  }

  @Override
  public NetworkInput exampleInput() {
    return new NetworkInput(DType.F32, Shape.of(1, 3, 32, 32));
  }

  @Override
  public Tensor forward(Parameters values, Tensor images) {
    Tensor narrow = firstNorm.forward(values, first.forward(values, images)).relu();
    Tensor branch = depthWiseNorm.forward(values, depthWise.forward(values, narrow)).relu();
    Tensor sum = narrow.add(branch);
    Tensor wide = secondNorm.forward(values, second.forward(values, sum));
    Tensor joined = wide.add(bypass.forward(values, sum)).relu();
    Tensor pooled = joined.backend().maxPool2d(joined, new Pooling(3, 2, 1));
    return head.forward(values, pooled.backend().globalAveragePool(pooled));
  }
}
