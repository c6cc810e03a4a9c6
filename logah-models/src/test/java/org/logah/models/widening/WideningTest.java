package org.logah.models.widening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.ModelConfig;
import org.logah.models.RandomConfigs;
import org.logah.models.VisionTransformerConfig;

class WideningTest {
  private static final InitialDistribution VALUES = new InitialDistribution.Uniform(0.5);

  private final Backend backend = new ReferenceBackend();

  @Provide
  Arbitrary<ModelConfig> narrow() {
    return RandomConfigs.any();
  }

  private static ModelConfig times(ModelConfig config, int copies) {
    if (config instanceof VisionTransformerConfig vit) {
      return new VisionTransformerConfig(
          vit.imageSize(),
          vit.patchSize(),
          vit.layers(),
          vit.heads() * copies,
          vit.hidden() * copies,
          vit.mlp() * copies,
          vit.classes(),
          vit.layerNormEps());
    }
    if (config instanceof Gpt2Config gpt2) {
      return new Gpt2Config(
          gpt2.vocabulary(),
          gpt2.positions(),
          gpt2.width() * copies,
          gpt2.layers(),
          gpt2.heads() * copies,
          gpt2.tied(),
          gpt2.layerNormEps(),
          gpt2.initializerRange());
    }
    LlamaConfig llama = (LlamaConfig) config;
    return new LlamaConfig(
        llama.vocabulary(),
        llama.width() * copies,
        llama.intermediate() * copies,
        llama.layers(),
        llama.heads() * copies,
        llama.keyValueHeads() * copies,
        llama.headSize(),
        llama.maxPositions(),
        llama.rmsNormEps(),
        llama.ropeTheta(),
        llama.ropeScaling(),
        llama.tied(),
        llama.initializerRange(),
        llama.attention());
  }

  private Tensor random(String name, Shape shape) {
    float[] values = VALUES.draw(RandomStream.named(7, name), Math.toIntExact(shape.elements()));
    return backend.tensor(values, shape.toArray()).cast(DType.F64);
  }

  private StoredParameters parameters(Network network) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : network.parameters()) {
      tensors.put(spec.name(), random(spec.name(), spec.shape()));
    }
    return new StoredParameters(tensors);
  }

  private static int positions(ModelConfig config) {
    return config instanceof Gpt2Config gpt2
        ? gpt2.positions()
        : ((LlamaConfig) config).maxPositions();
  }

  private static int vocabulary(ModelConfig config) {
    return config instanceof Gpt2Config gpt2
        ? gpt2.vocabulary()
        : ((LlamaConfig) config).vocabulary();
  }

  private Tensor input(ModelConfig config) {
    if (config instanceof VisionTransformerConfig vit) {
      return random("images", Shape.of(2, 3, vit.imageSize(), vit.imageSize()));
    }
    // Tokens that differ: of equal ones attention gives the same whatever its weights are.
    int length = Math.min(3, positions(config));
    long[] tokens = LongStream.range(0, 2L * length).map(i -> i % vocabulary(config)).toArray();
    return backend.tensor(tokens, 2, length);
  }

  @Property(tries = 60, seed = "3")
  void theWideModelComputesTheSame(
      @ForAll("narrow") ModelConfig narrow,
      @ForAll @IntRange(min = 1, max = 3) int copies,
      @ForAll @IntRange(min = 0, max = 2) int noise) {
    ModelConfig wide = times(narrow, copies);
    Widening widening = Widening.of(wide, narrow.width());
    assertThat(widening.narrow()).isEqualTo(narrow);
    StoredParameters own = parameters(narrow.network());
    StoredParameters widened = widening.widen(own, noise, 5);
    for (ParameterSpec spec : wide.network().parameters()) {
      assertThat(widened.get(spec.name()).shape()).as(spec.name()).isEqualTo(spec.shape());
    }
    Tensor input = input(narrow);
    double[] expected = narrow.network().forward(own, input).toDoubles();
    double[] actual = wide.network().forward(widened, input).toDoubles();
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-9));
    }
  }

  @Example
  void noiseMakesCopiesDiffer() {
    ModelConfig wide = new Gpt2Config(11, 6, 16, 1, 4, false, 1e-5, 0.02);
    Widening widening = Widening.of(wide, 8);
    StoredParameters own = parameters(widening.narrow().network());
    Tensor without = widening.widen(own, 0, 5).get("transformer.h.0.mlp.c_fc.weight");
    Tensor with = widening.widen(own, 1, 5).get("transformer.h.0.mlp.c_fc.weight");
    assertThat(columns(without)).hasSize(32);
    assertThat(columns(with)).hasSize(64);
    assertThat(columns(widening.widen(own, 1, 5).get("transformer.h.0.mlp.c_fc.weight")))
        .isEqualTo(columns(with));
    assertThat(columns(widening.widen(own, 1, 6).get("transformer.h.0.mlp.c_fc.weight")))
        .isNotEqualTo(columns(with));
  }

  private static Set<List<Double>> columns(Tensor matrix) {
    Set<List<Double>> columns = new HashSet<>();
    for (long i = 0; i < matrix.size(1); i++) {
      List<Double> column = new ArrayList<>();
      Arrays.stream(matrix.slice(1, i, i + 1).toDoubles()).forEach(column::add);
      columns.add(column);
    }
    return columns;
  }

  @Property(tries = 30, seed = "4")
  void whatIsARepetitionIsOne(@ForAll("narrow") ModelConfig narrow) {
    ModelConfig wide = times(narrow, 2);
    Widening widening = Widening.of(wide, narrow.width());
    StoredParameters own = parameters(narrow.network());
    StoredParameters widened = widening.widen(own, 0, 0);
    int repetitions = 0;
    for (ParameterSpec spec : wide.network().parameters()) {
      if (widening.isRepetition(spec, 0)) {
        repetitions++;
        assertThat(widened.get(spec.name()).toDoubles())
            .as(spec.name())
            .containsExactly(
                own.get(spec.name()).mul(widening.share(spec)).tile(spec.shape()).toDoubles());
      }
    }
    assertThat(repetitions).isGreaterThan(wide.network().parameters().size() / 2);
  }

  @Example
  void refusesWhatIsNoMultiple() {
    ModelConfig wide = new VisionTransformerConfig(8, 4, 1, 3, 24, 50, 5);
    assertThatThrownBy(() -> Widening.of(wide, 7))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("width 24 is not a multiple of 7, which it is to be widened from");
    assertThatThrownBy(() -> Widening.of(wide, 0)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> Widening.of(wide, 6))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "a narrower vision transformer: heads 3 is not a multiple of the divisor 4;"
                + " mlp 50 is not a multiple of the divisor 4");
  }
}
