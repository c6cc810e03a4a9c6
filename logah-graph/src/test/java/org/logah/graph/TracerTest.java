package org.logah.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.logah.graph.SketchedNetwork.chain;
import static org.logah.graph.SketchedNetwork.parameter;
import static org.logah.graph.SketchedNetwork.parametersOf;
import static org.logah.graph.SketchedNetwork.weight;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.LinearLayout;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;
import org.logah.api.nn.Embedding;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

class TracerTest {
  private static final InitialDistribution ZEROS = new InitialDistribution.Constant(0);

  @Test
  void aPerceptronIsAChainOfWeightsAndBiases() {
    FeedForward perceptron =
        new FeedForward(Linear.of("fc1", 8, 16), Tensor::gelu, Linear.of("fc2", 16, 4));
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofImage(Shape.of(1, 8), perceptron.parameters(), chain(perceptron)));
    assertThat(GraphText.nodes(graph))
        .containsExactly(
            "input", "conv fc1.weight", "bias fc1.bias", "conv fc2.weight", "bias fc2.bias");
    assertThat(GraphText.edges(graph)).isEqualTo("0-1 1-2 2-3 3-4");
    assertThat(graph.nodes()).first().extracting(GraphNode::size).isEqualTo(Optional.empty());
    assertThat(graph.nodes().get(1).size()).contains(Shape.of(16, 8));
    assertThat(graph.nodes().get(2).size()).contains(Shape.of(16));
  }

  @Test
  void aNetworkWithoutParametersIsItsInput() {
    ComputationGraph graph =
        Tracer.trace(SketchedNetwork.ofImage(Shape.of(2, 3), List.of(), (p, x) -> x.relu().sum()));
    assertThat(GraphText.nodes(graph)).containsExactly("input");
    assertThat(graph.edgeCount()).isZero();
  }

  @Test
  void theOrderIsThatOfLevelsAndWithinOneThatOfTracing() {
    Linear deep = Linear.withoutBias("deep", 4, 4, ZEROS);
    Linear deeper = Linear.withoutBias("deeper", 4, 4, ZEROS);
    Linear shallow = Linear.withoutBias("shallow", 4, 4, ZEROS);
    ParameterSpec table = parameter("table", ParameterRole.POSITION, 1, 4);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofImage(
                Shape.of(1, 4),
                List.of(table, deep.weight(), deeper.weight(), shallow.weight()),
                (p, x) ->
                    p.get("table")
                        .add(deeper.forward(p, deep.forward(p, x)))
                        .add(shallow.forward(p, x))));
    assertThat(GraphText.nodes(graph))
        .as("the table stands before its first consumer, though it was traced third")
        .containsExactly(
            "input",
            "conv deep.weight",
            "conv shallow.weight",
            "conv deeper.weight",
            "pos_enc table",
            "sum",
            "sum");
    assertThat(GraphText.edges(graph)).isEqualTo("0-1 0-2 1-3 2-6 3-5 4-5 5-6");
  }

  @Test
  void attentionComposedByHandHasItsNodeAtTheSoftmax() {
    Embedding table = Embedding.of("embed", 10, 8, ZEROS);
    Linear query = Linear.withoutBias("query", 8, 8, ZEROS);
    Linear key = Linear.withoutBias("key", 8, 8, ZEROS);
    Linear value = Linear.withoutBias("value", 8, 8, ZEROS);
    Linear output = Linear.withoutBias("output", 8, 8, ZEROS);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofTokens(
                5,
                parametersOf(table, query, key, value, output),
                (p, tokens) -> {
                  Tensor x = table.forward(p, tokens);
                  Tensor scores = query.forward(p, x).matmul(key.forward(p, x).transpose(1, 2));
                  Tensor mixed = scores.mul(0.5).softmax(-1).matmul(value.forward(p, x));
                  return output.forward(p, mixed);
                }));
    assertThat(GraphText.nodes(graph))
        .containsExactly(
            "input",
            "pos_enc embed.weight",
            "conv query.weight",
            "conv key.weight",
            "conv value.weight",
            "msa",
            "conv output.weight");
    assertThat(GraphText.edges(graph)).isEqualTo("0-1 1-2 1-3 1-4 2-5 3-5 4-6 5-6");
  }

  @Test
  void aTableTiedToTheOutputProjectionIsAProjectionWhereTheTableWas() {
    Embedding table = Embedding.of("table", 10, 8, ZEROS);
    LayerNorm norm = LayerNorm.of("norm", 8, 1e-5);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofTokens(
                5,
                parametersOf(table, norm),
                (p, tokens) ->
                    norm.forward(p, table.forward(p, tokens)).linear(p.get("table.weight"), null)));
    assertThat(GraphText.nodes(graph))
        .containsExactly("input", "conv table.weight", "ln norm.weight norm.bias");
    assertThat(GraphText.edges(graph)).isEqualTo("0-1 1-2");
  }

  @Test
  void aClassTokenHasNoNodeAndAPositionalTableNoPredecessor() {
    ParameterSpec patches = weight("patches", 8, 3, 4, 4);
    ParameterSpec token = parameter("token", ParameterRole.CLASS_TOKEN, 1, 1, 8);
    ParameterSpec position = parameter("position", ParameterRole.POSITION, 1, 5, 8);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofImage(
                Shape.of(1, 3, 8, 8), List.of(token, patches, position), TracerTest::embedPatches));
    assertThat(GraphText.nodes(graph))
        .containsExactly("input", "conv patches", "pos_enc position", "sum");
    assertThat(GraphText.edges(graph)).isEqualTo("0-1 1-3 2-3");
    assertThat(graph.nodes().get(2).size()).contains(Shape.of(1, 8, 2, 2));
  }

  @Test
  void aPositionalTableOfOneTokenOrOneFeatureKeepsItsSize() {
    for (Shape size : List.of(Shape.of(1, 1, 8), Shape.of(1, 4, 1), Shape.of(2, 4, 8))) {
      ParameterSpec position = parameter("position", ParameterRole.POSITION, size.toArray());
      ComputationGraph graph =
          Tracer.trace(
              SketchedNetwork.ofImage(
                  Shape.of(2, 4, 8), List.of(position), (p, x) -> x.add(p.get("position"))));
      assertThat(graph.nodes().get(1).size()).contains(size);
    }
  }

  private static Tensor embedPatches(Parameters parameters, Tensor image) {
    Tensor tokens =
        image
            .backend()
            .conv2d(image, parameters.get("patches"), null, Convolution.stride(4))
            .reshape(1, 8, 4)
            .transpose(1, 2);
    return image
        .backend()
        .concat(List.of(parameters.get("token"), tokens), 1)
        .add(parameters.get("position"));
  }

  @Test
  void aLookupOfConstantPositionsHangsOffTheInput() {
    Embedding words = Embedding.of("words", 10, 8, ZEROS);
    Embedding places = Embedding.of("places", 6, 8, ZEROS);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofTokens(
                2,
                parametersOf(words, places),
                (p, tokens) -> {
                  Tensor positions = tokens.backend().tensor(new long[] {0, 1}, 1, 2);
                  return words.forward(p, tokens).add(places.forward(p, positions));
                }));
    assertThat(GraphText.edges(graph)).isEqualTo("0-1 0-2 1-3 2-3");
  }

  @Test
  void aParameterUsedTwiceHasOneNodeThatFeedsTheConsumersOfBoth() {
    Linear shared = Linear.withoutBias("shared", 8, 8, ZEROS);
    LayerNorm norm = LayerNorm.of("norm", 8, 1e-5);
    Linear head = Linear.withoutBias("head", 8, 2, ZEROS);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofImage(
                Shape.of(1, 8),
                parametersOf(shared, norm, head),
                chain(shared, norm, shared, head)));
    assertThat(GraphText.nodes(graph))
        .containsExactly(
            "input", "conv shared.weight", "ln norm.weight norm.bias", "conv head.weight");
    assertThat(GraphText.edges(graph)).isEqualTo("0-1 1-2 1-3 2-3");
  }

  @Test
  void aBiasLivesWithTheScaleOfItsNormWhereverThatIs() {
    LayerNorm first = LayerNorm.of("first", 8, 1e-5);
    Linear between = Linear.withoutBias("between", 8, 8, ZEROS);
    ParameterSpec otherBias = parameter("other", ParameterRole.NORM_BIAS, 8);
    LayerNorm second = new LayerNorm(first.scale(), otherBias, 1e-5);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofImage(
                Shape.of(1, 8),
                List.of(first.scale(), first.bias(), between.weight(), otherBias),
                chain(first, between, second)));
    assertThat(GraphText.nodes(graph))
        .containsExactly("input", "ln first.weight first.bias other", "conv between.weight");
  }

  @Test
  void layersWrittenInPlainArithmeticAreRecognisedByTheRolesOfTheirParameters() {
    ParameterSpec weight = weight("weight", 8, 8);
    ParameterSpec bias = parameter("bias", ParameterRole.BIAS, 8);
    ParameterSpec scale = parameter("scale", ParameterRole.NORM_SCALE, 8);
    ParameterSpec shift = parameter("shift", ParameterRole.NORM_BIAS, 8);
    ParameterSpec layerScale = parameter("layerScale", ParameterRole.LAYER_SCALE, 8);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofImage(
                Shape.of(1, 8),
                List.of(weight, bias, scale, shift, layerScale),
                (p, x) ->
                    x.matmul(p.get("weight").transpose(0, 1))
                        .add(p.get("bias"))
                        .mul(p.get("scale"))
                        .add(p.get("shift"))
                        .mul(p.get("layerScale"))
                        .add(x)));
    assertThat(GraphText.nodes(graph))
        .containsExactly("input", "conv weight", "bias bias", "ln scale shift", "sum");
    assertThat(GraphText.edges(graph)).isEqualTo("0-1 0-4 1-2 2-3 3-4");
  }

  @Test
  void aNormsBiasThatMeetsSomethingElseThanTheNormHasItsOwnNode() {
    ParameterSpec scale = parameter("scale", ParameterRole.NORM_SCALE, 8);
    ParameterSpec shift = parameter("shift", ParameterRole.NORM_BIAS, 8);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofImage(
                Shape.of(1, 8),
                List.of(scale, shift),
                (p, x) -> x.mul(p.get("scale")).add(x).add(p.get("shift"))));
    assertThat(GraphText.nodes(graph)).containsExactly("input", "ln scale", "sum", "ln shift");
  }

  @Test
  void aProductOfBranchesIsAGateOfTokensAndASqueezeOfImages() {
    assertThat(productOfBranches(Shape.of(1, 5, 8))).isEqualTo(Primitive.GATE);
    assertThat(productOfBranches(Shape.of(1, 8))).isEqualTo(Primitive.GATE);
    assertThat(productOfBranches(Shape.of(1, 8, 2, 2))).isEqualTo(Primitive.CSE);
    assertThat(productOfBranches(Shape.of(1, 8, 1, 1)))
        .as("a squeeze of images of one pixel has the shape of what it squeezes")
        .isEqualTo(Primitive.CSE);
  }

  /** The product of an input and its features, which are its means over the pixels of an image. */
  private static Primitive productOfBranches(Shape input) {
    Linear layer = Linear.withoutBias("layer", 8, 8, ZEROS);
    ParameterSpec convolution = weight("convolution", 8, 8, 1, 1);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofImage(
                input,
                List.of(layer.weight(), convolution),
                (p, x) ->
                    x.mul(
                        input.rank() == 4
                            ? x.backend()
                                .conv2d(
                                    x.mean(true, 2, 3),
                                    p.get("convolution"),
                                    null,
                                    Convolution.stride(1))
                                .sigmoid()
                            : layer.forward(p, x).silu())));
    return graph.nodes().get(graph.nodes().size() - 1).primitive();
  }

  @Test
  void anUndeclaredParameterIsNamed() {
    assertThatThrownBy(
            () ->
                Tracer.trace(
                    SketchedNetwork.ofImage(
                        Shape.of(1, 8), List.of(), (p, x) -> x.linear(p.get("ghost"), null))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the network asks for parameter ghost, which it does not declare");
  }

  @Test
  void aParameterThatDoesNotFitIsToldWithTheOperationAndBothShapes() {
    Linear layer = Linear.withoutBias("layer", 7, 4, ZEROS);
    assertThatThrownBy(
            () ->
                Tracer.trace(
                    SketchedNetwork.ofImage(Shape.of(1, 8), layer.parameters(), chain(layer))))
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessageContaining("linear")
        .hasMessageContaining("[1, 8]")
        .hasMessageContaining("[4, 7]");
  }

  @Test
  void aForwardPassThatReadsNumbersCannotBeTraced() {
    assertThatThrownBy(
            () ->
                Tracer.trace(
                    SketchedNetwork.ofImage(
                        Shape.of(1), List.of(), (p, x) -> x.mul(x.toFloats()[0]))))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("a network whose forward pass reads numbers cannot be traced");
  }

  @Test
  void everyLayoutOfALinearMapIsTheSameNode() {
    Linear conv1d = Linear.conv1d("layer", 8, 4, ZEROS);
    ComputationGraph graph =
        Tracer.trace(SketchedNetwork.ofImage(Shape.of(1, 8), conv1d.parameters(), chain(conv1d)));
    assertThat(conv1d.layout()).isEqualTo(LinearLayout.IN_OUT);
    assertThat(GraphText.nodes(graph))
        .containsExactly("input", "conv layer.weight", "bias layer.bias");
    assertThat(graph.nodes().get(1).size()).contains(Shape.of(8, 4));
  }

  @Test
  void tracingDependsOnNothingElse() {
    Linear layer = Linear.of("layer", 8, 4);
    SketchedNetwork network =
        SketchedNetwork.ofImage(Shape.of(1, 8), layer.parameters(), chain(layer));
    assertThat(Tracer.trace(network).hash()).isEqualTo(Tracer.trace(network).hash());
  }

  @Test
  void aHugeNetworkIsTracedWithoutItsNumbers() {
    Linear huge = Linear.withoutBias("huge", 1L << 20, 1L << 20, ZEROS);
    ComputationGraph graph =
        Tracer.trace(
            SketchedNetwork.ofImage(
                Shape.of(1, 1L << 20),
                huge.parameters(),
                (p, x) -> {
                  Backend backend = x.backend();
                  return backend.linear(x, p.get("huge.weight"), null, LinearLayout.OUT_IN);
                }));
    assertThat(graph.nodes().get(1).size()).contains(Shape.of(1L << 20, 1L << 20));
  }
}
