package org.logah.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.logah.graph.SketchedNetwork.parameter;
import static org.logah.graph.SketchedNetwork.weight;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** A residual network with every kind of node that convolutional networks have. */
class ConvolutionalTracingTest {
  private static final List<ParameterSpec> PARAMETERS =
      List.of(
          weight("stem", 8, 3, 3, 3),
          parameter("stem_scale", ParameterRole.NORM_SCALE, 8),
          parameter("stem_bias", ParameterRole.NORM_BIAS, 8),
          weight("grouped", 8, 1, 3, 3),
          parameter("grouped_bias", ParameterRole.BIAS, 8),
          weight("dilated", 8, 2, 3, 3),
          weight("squeeze", 2, 8, 1, 1),
          parameter("squeeze_bias", ParameterRole.BIAS, 2),
          weight("excite", 8, 2, 1, 1),
          weight("side", 4, 8, 3, 3),
          weight("head", 5, 12),
          parameter("head_bias", ParameterRole.BIAS, 5));

  private static Tensor forward(Parameters parameters, Tensor image) {
    Backend backend = image.backend();
    Tensor stem =
        backend.batchNorm(
            backend.conv2d(image, parameters.get("stem"), null, new Convolution(1, 1, 1, 1)),
            parameters.get("stem_scale"),
            parameters.get("stem_bias"),
            1e-5);
    Tensor pooled = backend.maxPool2d(stem.relu(), new Pooling(2, 2, 0));
    Tensor grouped =
        backend.conv2d(
            pooled,
            parameters.get("grouped"),
            parameters.get("grouped_bias"),
            new Convolution(1, 1, 1, 8));
    Tensor dilated =
        backend.conv2d(
            grouped.relu(), parameters.get("dilated"), null, new Convolution(1, 2, 2, 4));
    Tensor squeezed =
        backend.conv2d(
            dilated.mean(true, 2, 3),
            parameters.get("squeeze"),
            parameters.get("squeeze_bias"),
            Convolution.stride(1));
    Tensor excited =
        backend.conv2d(squeezed.silu(), parameters.get("excite"), null, Convolution.stride(1));
    Tensor residual = pooled.add(dilated.mul(excited.sigmoid()));
    Tensor side = backend.conv2d(pooled, parameters.get("side"), null, new Convolution(1, 2, 2, 1));
    Tensor joined = backend.concat(List.of(residual, side), 1);
    Tensor features =
        backend.globalAveragePool(backend.averagePool2d(joined, new Pooling(2, 2, 0)));
    return features.linear(parameters.get("head"), parameters.get("head_bias"));
  }

  private final ComputationGraph graph =
      Tracer.trace(
          SketchedNetwork.ofImage(
              Shape.of(1, 3, 16, 16), PARAMETERS, ConvolutionalTracingTest::forward));

  @Test
  void hasTheNodesOfTheVocabulary() {
    assertThat(GraphText.nodes(graph))
        .containsExactly(
            "input",
            "conv stem",
            "bn stem_scale stem_bias",
            "max_pool",
            "sep_conv grouped",
            "conv side",
            "bias grouped_bias",
            "dil_conv dilated",
            "conv squeeze",
            "bias squeeze_bias",
            "conv excite",
            "cse",
            "sum",
            "concat",
            "avg_pool",
            "glob_avg",
            "conv head",
            "bias head_bias");
  }

  @Test
  void hasTheEdgesOfItsBranches() {
    assertThat(GraphText.edges(graph))
        .isEqualTo(
            "0-1 1-2 2-3 3-4 3-5 3-12 4-6 5-13 6-7 7-8 7-11 8-9 9-10 10-11 11-12 12-13 13-14"
                + " 14-15 15-16 16-17");
  }

  @Test
  void sizesAreThoseOfParametersAndOfPoolingWindows() {
    assertThat(graph.nodes().get(3).size()).contains(Shape.of(1, 1, 2, 2));
    assertThat(graph.nodes().get(7).size()).contains(Shape.of(8, 2, 3, 3));
    assertThat(graph.nodes().get(11).size()).isEmpty();
    assertThat(graph.nodes().get(15).size()).isEmpty();
  }
}
