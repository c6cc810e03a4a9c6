package org.logah.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

class ForwardTest {
  private static final InitialDistribution VALUES = new InitialDistribution.Uniform(0.5);

  private final Backend backend = new ReferenceBackend();

  @Provide
  Arbitrary<VisionTransformerConfig> vision() {
    return RandomConfigs.vision();
  }

  @Provide
  Arbitrary<Gpt2Config> gpt2() {
    return RandomConfigs.gpt2();
  }

  @Provide
  Arbitrary<LlamaConfig> llama() {
    return RandomConfigs.llama();
  }

  private Tensor random(String name, DType dtype, Shape shape) {
    float[] values = VALUES.draw(RandomStream.named(7, name), Math.toIntExact(shape.elements()));
    return backend.tensor(values, shape.toArray()).cast(dtype);
  }

  private Map<String, Tensor> tensors(Network network, DType dtype) {
    Map<String, Tensor> tensors = new HashMap<>();
    for (ParameterSpec spec : network.parameters()) {
      tensors.put(spec.name(), random(spec.name(), dtype, spec.shape()));
    }
    return tensors;
  }

  private Tensor tokens(int vocabulary, int length, long seed) {
    long[] values = new long[2 * length];
    for (int i = 0; i < values.length; i++) {
      values[i] = RandomStream.named(seed, "tokens").integer(i, vocabulary);
    }
    return backend.tensor(values, 2, length);
  }

  @Property(tries = 25, seed = "1")
  void imagesBecomeLogitsOfClasses(@ForAll("vision") VisionTransformerConfig config) {
    Network network = config.network();
    Shape images = network.exampleInput().shape().with(0, 2);
    Map<String, Tensor> tensors = tensors(network, DType.F64);
    Tensor both = random("images", DType.F64, images);

    Tensor logits = network.forward(tensors::get, both);

    assertThat(logits.shape()).isEqualTo(Shape.of(2, config.classes()));
    assertThat(network.forward(tensors::get, both.slice(0, 1, 2)).toDoubles())
        .containsExactly(logits.slice(0, 1, 2).toDoubles());
  }

  @Property(tries = 25, seed = "1")
  void gpt2DoesNotLookAhead(@ForAll("gpt2") Gpt2Config config) {
    requireCausal(config.network(), config.vocabulary(), config.positions());
  }

  @Property(tries = 25, seed = "1")
  void llamaDoesNotLookAhead(@ForAll("llama") LlamaConfig config) {
    requireCausal(config.network(), config.vocabulary(), config.maxPositions());
  }

  private void requireCausal(Network network, int vocabulary, int positions) {
    Map<String, Tensor> tensors = tensors(network, DType.F64);
    Tensor text = tokens(vocabulary, positions, 1);
    Tensor logits = network.forward(tensors::get, text);
    assertThat(logits.shape()).isEqualTo(Shape.of(2, positions, vocabulary));
    for (int kept = 1; kept < positions; kept += 3) {
      Tensor other = tokens(vocabulary, positions - kept, 2);
      Tensor changed = backend.concat(List.of(text.slice(1, 0, kept), other), 1);
      assertThat(network.forward(tensors::get, changed).slice(1, 0, kept).toDoubles())
          .containsExactly(logits.slice(1, 0, kept).toDoubles());
    }
  }

  @Example
  void tokensSeeThoseBefore() {
    for (ModelConfig config :
        List.of(new Gpt2Config(20, 8, 12, 1, 2), LlamaConfig.llama2(20, 12, 24, 1, 2))) {
      Map<String, Tensor> tensors = tensors(config.network(), DType.F64);
      Tensor text = backend.tensor(new long[] {3, 5, 7}, 1, 3);
      Tensor changed = backend.tensor(new long[] {4, 5, 7}, 1, 3);

      assertThat(config.network().forward(tensors::get, text).slice(1, 2, 3).toDoubles())
          .isNotEqualTo(config.network().forward(tensors::get, changed).slice(1, 2, 3).toDoubles());
    }
  }

  @Example
  void tiedLogitsComeFromTheOneTable() {
    requireTied(new Gpt2Config(20, 8, 12, 2, 2), "transformer.wte.weight");
    requireTied(
        LlamaConfig.llama2(20, 12, 24, 2, 2).with(Overrides.NONE.withTied(true)),
        "model.embed_tokens.weight");
  }

  private void requireTied(ModelConfig config, String embedding) {
    Network untied = config.with(Overrides.NONE.withTied(false)).network();
    Map<String, Tensor> tensors = tensors(config.network(), DType.F64);
    Parameters shared = name -> tensors.get(name.equals(embedding) ? "lm_head.weight" : name);
    Tensor text = tokens(20, 5, 3);

    assertThat(config.network().forward(tensors::get, text).toDoubles())
        .containsExactly(untied.forward(shared, text).toDoubles());
  }

  @Example
  void parametersAreAskedForInTheOrderOfTheGraph() {
    assertThat(consumed(new Gpt2Config(20, 8, 4, 1, 2).with(Overrides.NONE.withTied(false))))
        .startsWith(
            "transformer.wte.weight", "transformer.wpe.weight", "transformer.h.0.ln_1.weight")
        .endsWith("transformer.ln_f.bias", "lm_head.weight");
    String layer = "model.layers.0.";
    assertThat(consumed(LlamaConfig.llama2(20, 4, 6, 1, 2)))
        .containsExactly(
            "model.embed_tokens.weight",
            layer + "input_layernorm.weight",
            layer + "self_attn.q_proj.weight",
            layer + "self_attn.k_proj.weight",
            layer + "self_attn.v_proj.weight",
            layer + "self_attn.o_proj.weight",
            layer + "post_attention_layernorm.weight",
            layer + "mlp.gate_proj.weight",
            layer + "mlp.up_proj.weight",
            layer + "mlp.down_proj.weight",
            "model.norm.weight",
            "lm_head.weight");
  }

  private List<String> consumed(ModelConfig config) {
    Map<String, Tensor> tensors = tensors(config.network(), DType.F64);
    List<String> names = new ArrayList<>();
    Parameters recording =
        name -> {
          names.add(name);
          return tensors.get(name);
        };
    Tensor unused = config.network().forward(recording, tokens(20, 2, 1));
    unused.close();
    return names;
  }

  @Example
  void theElementTypeOfTheParametersIsKept() {
    Network network = LlamaConfig.llama2(20, 4, 6, 1, 2).network();
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      Map<String, Tensor> tensors = tensors(network, dtype);
      assertThat(network.forward(tensors::get, tokens(20, 3, 1)).dtype()).isEqualTo(dtype);
    }
  }

  @Example
  void textsThatDoNotFitAreRefused() {
    for (ModelConfig config :
        List.of(
            new Gpt2Config(20, 8, 4, 1, 2),
            LlamaConfig.llama2(20, 4, 6, 1, 2)
                .with(2, 8, 10000, null, false, LlamaConfig.Attention.FUSED))) {
      Network network = config.network();
      Map<String, Tensor> tensors = tensors(network, DType.F64);
      assertThatThrownBy(() -> network.forward(tensors::get, tokens(20, 9, 1)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("the text has 9 tokens, the model only 8 positions; shorten it");
      assertThatThrownBy(
              () -> network.forward(tensors::get, random("images", DType.F32, Shape.of(1, 3))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("a language model takes I64 tokens [batch, tokens], not F32 [1, 3]");
    }
  }
}
