package org.logah.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.Tensor;
import org.logah.api.nn.Embedding;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.GraphConvention;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.MultiHeadAttention;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.RmsNorm;

class PublishedConventionTest {
  private static final int TOKENS = 4;
  private static final int WIDTH = 8;
  private static final InitialDistribution ZEROS = new InitialDistribution.Constant(0);
  private static final Linear HEAD = linear("lm_head", WIDTH, 10);

  private static Linear linear(String name, long in, long out) {
    return Linear.withoutBias(name, in, out, ZEROS);
  }

  private static SketchedNetwork gpt2(boolean tied) {
    Embedding words = Embedding.of(tied ? "lm_head" : "wte", 10, WIDTH, ZEROS);
    Embedding places = Embedding.of("wpe", 16, WIDTH, ZEROS);
    LayerNorm norm1 = LayerNorm.of("ln_1", WIDTH, 1e-5);
    MultiHeadAttention attention =
        new MultiHeadAttention(
            Linear.conv1d("attn", WIDTH, 3 * WIDTH, ZEROS),
            Linear.conv1d("proj", WIDTH, WIDTH, ZEROS),
            2,
            true);
    LayerNorm norm2 = LayerNorm.of("ln_2", WIDTH, 1e-5);
    FeedForward perceptron =
        new FeedForward(
            Linear.conv1d("fc1", WIDTH, 4 * WIDTH, ZEROS),
            Tensor::geluTanh,
            Linear.conv1d("fc2", 4 * WIDTH, WIDTH, ZEROS));
    LayerNorm last = LayerNorm.of("ln_f", WIDTH, 1e-5);
    List<ParameterSpec> parameters =
        new ArrayList<>(
            SketchedNetwork.parametersOf(words, places, norm1, attention, norm2, perceptron, last));
    if (!tied) {
      parameters.addAll(HEAD.parameters());
    }
    return SketchedNetwork.ofTokens(
        TOKENS,
        parameters,
        (p, tokens) -> {
          Tensor positions = tokens.backend().tensor(new long[] {0, 1, 2, 3}, 1, TOKENS);
          Tensor x = words.forward(p, tokens).add(places.forward(p, positions));
          x = x.add(attention.forward(p, norm1.forward(p, x)));
          x = x.add(perceptron.forward(p, norm2.forward(p, x)));
          return HEAD.forward(p, last.forward(p, x));
        });
  }

  private static SketchedNetwork llama(boolean tied) {
    Embedding words = Embedding.of(tied ? "lm_head" : "embed", 10, WIDTH, ZEROS);
    RmsNorm norm1 = RmsNorm.of("norm1", WIDTH, 1e-6);
    Linear query = linear("q", WIDTH, WIDTH);
    Linear key = linear("k", WIDTH, WIDTH / 2);
    Linear value = linear("v", WIDTH, WIDTH / 2);
    Linear output = linear("o", WIDTH, WIDTH);
    RmsNorm norm2 = RmsNorm.of("norm2", WIDTH, 1e-6);
    Linear gate = linear("gate", WIDTH, 16);
    Linear up = linear("up", WIDTH, 16);
    Linear down = linear("down", 16, WIDTH);
    RmsNorm last = RmsNorm.of("norm", WIDTH, 1e-6);
    List<ParameterSpec> parameters =
        new ArrayList<>(
            SketchedNetwork.parametersOf(
                words, norm1, query, key, value, output, norm2, gate, up, down, last));
    if (!tied) {
      parameters.addAll(HEAD.parameters());
    }
    return SketchedNetwork.ofTokens(
        TOKENS,
        parameters,
        (p, tokens) -> {
          Tensor x = words.forward(p, tokens);
          Tensor normed = norm1.forward(p, x);
          Tensor mixed =
              tokens
                  .backend()
                  .attention(
                      rotated(MultiHeadAttention.split(query.forward(p, normed), 4)),
                      rotated(MultiHeadAttention.split(key.forward(p, normed), 2)),
                      MultiHeadAttention.split(value.forward(p, normed), 2),
                      null,
                      true);
          x = x.add(output.forward(p, MultiHeadAttention.join(mixed)));
          return HEAD.forward(
              p, last.forward(p, x.add(gated(p, norm2.forward(p, x), gate, up, down))));
        });
  }

  private static Tensor rotated(Tensor heads) {
    Backend backend = heads.backend();
    Tensor angles = backend.tensor(new float[TOKENS * 2], TOKENS, 2);
    return backend.rotaryEmbedding(heads, angles, angles);
  }

  private static Tensor gated(Parameters p, Tensor x, Linear gate, Linear up, Linear down) {
    return down.forward(p, gate.forward(p, x).silu().mul(up.forward(p, x)));
  }

  @Test
  void theHeadOfGpt2HangsOffTheInput() {
    ComputationGraph graph = Tracer.trace(gpt2(false).under(GraphConvention.GPT2));
    assertThat(GraphText.nodes(graph))
        .containsExactly(
            "input",
            "pos_enc wte.weight",
            "pos_enc wpe.weight",
            "conv lm_head.weight",
            "sum",
            "ln ln_1.weight ln_1.bias",
            "conv attn.weight",
            "bias attn.bias",
            "msa",
            "conv proj.weight",
            "bias proj.bias",
            "sum",
            "ln ln_2.weight ln_2.bias",
            "conv fc1.weight",
            "bias fc1.bias",
            "conv fc2.weight",
            "bias fc2.bias",
            "sum",
            "ln ln_f.weight ln_f.bias");
    assertThat(GraphText.edges(graph))
        .isEqualTo(
            "0-1 0-2 0-3 1-4 2-4 4-5 4-11 5-6 6-7 7-8 8-9 9-10 10-11 11-12 11-17 12-13 13-14"
                + " 14-15 15-16 16-17 17-18");
  }

  @Test
  void theTiedHeadOfGpt2IsItsWordTable() {
    ComputationGraph graph = Tracer.trace(gpt2(true).under(GraphConvention.GPT2));
    assertThat(GraphText.nodes(graph))
        .hasSize(18)
        .startsWith("input", "conv lm_head.weight", "pos_enc wpe.weight", "sum")
        .endsWith("ln ln_f.weight ln_f.bias");
    assertThat(GraphText.edges(graph))
        .isEqualTo(
            "0-1 0-2 1-3 2-3 3-4 3-10 4-5 5-6 6-7 7-8 8-9 9-10 10-11 10-16 11-12 12-13 13-14"
                + " 14-15 15-16 16-17");
  }

  @Test
  void gpt2AsTracedEndsWithItsHead() {
    ComputationGraph graph = Tracer.trace(gpt2(false));
    assertThat(GraphText.nodes(graph)).hasSize(19).endsWith("conv lm_head.weight");
    assertThat(graph.successors(17)).containsExactly(18);
    assertThat(graph.successors(0)).containsExactly(1, 2);
  }

  @Test
  void fusedLlamaLosesItsAttentionAndTheRotarySumOfTheKey() {
    ComputationGraph graph = Tracer.trace(llama(false).under(GraphConvention.LLAMA_FUSED));
    assertThat(GraphText.nodes(graph))
        .containsExactly(
            "input",
            "pos_enc embed.weight",
            "rmsnorm norm1.weight",
            "conv q.weight",
            "conv k.weight",
            "conv v.weight",
            "rot_emb",
            "rot_emb",
            "sum",
            "conv o.weight",
            "sum",
            "rmsnorm norm2.weight",
            "conv gate.weight",
            "conv up.weight",
            "gate",
            "conv down.weight",
            "sum",
            "rmsnorm norm.weight",
            "conv lm_head.weight");
    assertThat(GraphText.edges(graph))
        .isEqualTo(
            "0-1 1-2 1-10 2-3 2-4 2-5 3-6 3-8 4-7 4-9 5-9 6-8 7-9 8-9 9-10 10-11 10-16 11-12"
                + " 11-13 12-14 13-14 14-15 15-16 16-17 17-18");
  }

  @Test
  void eagerLlamaReachesAttentionThroughTheHalfNegationsOnly() {
    ComputationGraph graph = Tracer.trace(llama(false).under(GraphConvention.LLAMA_EAGER));
    assertThat(GraphText.nodes(graph).subList(5, 11))
        .containsExactly("conv v.weight", "rot_emb", "rot_emb", "msa", "conv o.weight", "sum");
    assertThat(GraphText.edges(graph))
        .isEqualTo(
            "0-1 1-2 1-10 2-3 2-4 2-5 3-6 4-7 5-8 6-8 7-8 8-9 9-10 10-11 10-16 11-12 11-13"
                + " 12-14 13-14 14-15 15-16 16-17 17-18");
  }

  @Test
  void llamaAsTracedKeepsAttentionAndBothRotarySums() {
    ComputationGraph graph = Tracer.trace(llama(false));
    assertThat(GraphText.nodes(graph).subList(6, 12))
        .containsExactly("rot_emb", "rot_emb", "sum", "sum", "msa", "conv o.weight");
    assertThat(graph.successors(3)).containsExactly(6, 8);
    assertThat(graph.successors(4)).containsExactly(7, 9);
    assertThat(graph.successors(5)).containsExactly(10);
  }

  @Test
  void aTiedLlamaHasOneNodeLess() {
    ComputationGraph graph = Tracer.trace(llama(true).under(GraphConvention.LLAMA_FUSED));
    assertThat(GraphText.nodes(graph))
        .hasSize(18)
        .startsWith("input", "conv lm_head.weight")
        .endsWith("rmsnorm norm.weight");
  }

  @Test
  void theConventionCanBeChosenAgainstTheNetworks() {
    assertThat(Tracer.trace(llama(false), GraphConvention.LLAMA_EAGER).hash())
        .isEqualTo(Tracer.trace(llama(false).under(GraphConvention.LLAMA_EAGER)).hash())
        .isNotEqualTo(Tracer.trace(llama(false)).hash());
  }
}
