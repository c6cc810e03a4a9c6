package org.logah.models.initialisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.logah.models.initialisation.Weights.part;
import static org.logah.models.initialisation.Weights.product;
import static org.logah.models.initialisation.Weights.transpose;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;

class MimeticInitialisationTest {
  private static final int WIDTH = 96;
  private static final int HEADS = 3;
  private static final int SIZE = WIDTH / HEADS;
  private static final MimeticInitialisation MIMETIC = MimeticInitialisation.PUBLISHED;

  static List<ModelConfig> configs() {
    return List.of(
        new VisionTransformerConfig(16, 4, 2, HEADS, WIDTH, 2 * WIDTH, 10),
        new Gpt2Config(60, 16, WIDTH, 2, HEADS),
        LlamaConfig.llama2(60, WIDTH, 2 * WIDTH, 2, HEADS));
  }

  /**
   * Query, key, value and output of the last layer, {@code [in, out]}, read as each family lays
   * them out.
   */
  private static List<DMatrixRMaj> maps(ModelConfig config, Weights weights) {
    if (config instanceof VisionTransformerConfig) {
      String name = "encoder.layers.encoder_layer_1.self_attention.";
      DMatrixRMaj fused = transpose(weights.matrix(name + "in_proj_weight"));
      return List.of(
          third(fused, 0),
          third(fused, 1),
          third(fused, 2),
          transpose(weights.matrix(name + "out_proj.weight")));
    }
    if (config instanceof Gpt2Config) {
      DMatrixRMaj fused = weights.matrix("transformer.h.1.attn.c_attn.weight");
      return List.of(
          third(fused, 0),
          third(fused, 1),
          third(fused, 2),
          weights.matrix("transformer.h.1.attn.c_proj.weight"));
    }
    String name = "model.layers.1.self_attn.";
    return List.of(
        transpose(weights.matrix(name + "q_proj.weight")),
        transpose(weights.matrix(name + "k_proj.weight")),
        transpose(weights.matrix(name + "v_proj.weight")),
        transpose(weights.matrix(name + "o_proj.weight")));
  }

  private static DMatrixRMaj third(DMatrixRMaj fused, int index) {
    return part(fused, 0, WIDTH, index * WIDTH, WIDTH);
  }

  private static double meanDiagonal(DMatrixRMaj matrix) {
    return CommonOps_DDRM.trace(matrix) / WIDTH;
  }

  private static double offDiagonalDeviation(DMatrixRMaj matrix) {
    DMatrixRMaj rest = matrix.copy();
    for (int i = 0; i < WIDTH; i++) {
      rest.set(i, i, 0);
    }
    return NormOps_DDRM.normF(rest) / Math.sqrt((double) WIDTH * (WIDTH - 1));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void valueTimesOutputIsTheTarget(ModelConfig config) {
    List<DMatrixRMaj> maps = maps(config, Weights.of(MIMETIC, config.network(), 3));
    DMatrixRMaj product = product(maps.get(2), maps.get(3));
    assertThat(meanDiagonal(product)).isCloseTo(-0.4, within(0.02));
    assertThat(offDiagonalDeviation(product)).isCloseTo(0.4 / Math.sqrt(WIDTH), within(0.001));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void queryTimesKeyIsTheTargetsBestApproximationInEachHead(ModelConfig config) {
    List<DMatrixRMaj> maps = maps(config, Weights.of(MIMETIC, config.network(), 3));
    DMatrixRMaj first = null;
    for (int head = 0; head < HEADS; head++) {
      DMatrixRMaj query = part(maps.get(0), 0, WIDTH, head * SIZE, SIZE);
      DMatrixRMaj key = part(maps.get(1), 0, WIDTH, head * SIZE, SIZE);
      DMatrixRMaj product = product(query, transpose(key));
      // The largest third of the singular values of 0.7 Z + 0.7 I, which end at 0.7 √(27/4) = 1.82,
      // carries more than a third of the trace and not all.
      assertThat(meanDiagonal(product)).isBetween(0.7 / 3, 0.7);
      assertThat(offDiagonalDeviation(product)).isLessThan(0.1);
      // Query and key share a singular value equally, and their columns are orthogonal.
      DMatrixRMaj queries = product(transpose(query), query);
      DMatrixRMaj keys = product(transpose(key), key);
      assertThat(queries.data).containsExactly(keys.data, within(1e-5));
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          if (i == j) {
            assertThat(queries.get(i, i)).isBetween(0.8, 1.95);
          } else {
            assertThat(queries.get(i, j)).isCloseTo(0, within(1e-5));
          }
        }
      }
      // Each head has a random matrix of its own.
      if (first == null) {
        first = product;
      } else {
        assertThat(NormOps_DDRM.normF(CommonOps_DDRM.subtract(product, first, null)))
            .isGreaterThan(1);
      }
    }
  }

  @Test
  void withOneHeadTheProductIsTheTargetItself() {
    ModelConfig config = new Gpt2Config(20, 8, WIDTH, 2, 1);
    List<DMatrixRMaj> maps = maps(config, Weights.of(MIMETIC, config.network(), 3));
    DMatrixRMaj product = product(maps.get(0), transpose(maps.get(1)));
    assertThat(meanDiagonal(product)).isCloseTo(0.7, within(0.03));
    assertThat(offDiagonalDeviation(product)).isCloseTo(0.7 / Math.sqrt(WIDTH), within(0.002));
  }

  @Test
  void otherTargetsCanBeAsked() {
    MimeticInitialisation other =
        new MimeticInitialisation(
            new MimeticInitialisation.Target(0, 2), new MimeticInitialisation.Target(0, 3));
    ModelConfig config = new Gpt2Config(20, 8, WIDTH, 2, 1);
    List<DMatrixRMaj> maps = maps(config, Weights.of(other, config.network(), 3));
    DMatrixRMaj scaled = product(maps.get(0), transpose(maps.get(1)));
    assertThat(scaled.data).containsExactly(CommonOps_DDRM.diag(twos()).data, within(1e-5));
    assertThat(meanDiagonal(product(maps.get(2), maps.get(3)))).isCloseTo(3, within(1e-5));
  }

  private static double[] twos() {
    double[] values = new double[WIDTH];
    Arrays.fill(values, 2);
    return values;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void nothingButAttentionAndPositionsChanges(ModelConfig config) {
    Network network = config.network();
    List<String> changed =
        Weights.of(MIMETIC, network, 3)
            .differencesTo(Weights.of(new RandomInitialisation(), network, 3), network);
    assertThat(changed)
        .containsExactlyElementsOf(
            network.parameters().stream()
                .filter(
                    spec ->
                        spec.role() == ParameterRole.POSITION
                            || (spec.role() == ParameterRole.WEIGHT
                                && spec.name()
                                    .matches(".*\\.(self_attention|attn|self_attn)\\..*")))
                .map(ParameterSpec::name)
                .toList());
  }

  /**
   * A token attends to its like: in its first layer a random network's attention is nearly even.
   */
  @Test
  void tokensAttendToThemselves() {
    ModelConfig config = new Gpt2Config(60, 16, WIDTH, 2, HEADS);
    List<DMatrixRMaj> maps = maps(config, Weights.of(MIMETIC, config.network(), 3));
    DMatrixRMaj tokens = Matrices.normal(new RandomStream(1, 1), 8, WIDTH, 1);
    for (int head = 0; head < HEADS; head++) {
      DMatrixRMaj queries = product(tokens, part(maps.get(0), 0, WIDTH, head * SIZE, SIZE));
      DMatrixRMaj keys = product(tokens, part(maps.get(1), 0, WIDTH, head * SIZE, SIZE));
      DMatrixRMaj scores = product(queries, transpose(keys));
      for (int i = 0; i < 8; i++) {
        for (int j = 0; j < 8; j++) {
          assertThat(scores.get(i, i)).isGreaterThanOrEqualTo(scores.get(i, j));
        }
      }
    }
  }

  @Test
  void patchesArePlacedBySinesAndCosines() {
    Network network = configs().get(0).network();
    float[] table = Weights.of(MIMETIC, network, 3).values("encoder.pos_embedding");
    int quarter = WIDTH / 4;
    int row = (1 + 2 * 4 + 3) * WIDTH;
    for (int i = 0; i < quarter; i++) {
      double frequency = Math.pow(10000, -(double) i / quarter);
      assertThat(table[i]).isZero();
      assertThat(table[row + i]).isCloseTo((float) Math.sin(3 * frequency), within(1e-6f));
      assertThat(table[row + quarter + i])
          .isCloseTo((float) Math.cos(3 * frequency), within(1e-6f));
      assertThat(table[row + 2 * quarter + i])
          .isCloseTo((float) Math.sin(2 * frequency), within(1e-6f));
      assertThat(table[row + 3 * quarter + i])
          .isCloseTo((float) Math.cos(2 * frequency), within(1e-6f));
    }
  }

  @Test
  void networksThatItIsNotDefinedFor() {
    refuses(
        new LlamaConfig(
            60,
            32,
            64,
            1,
            4,
            2,
            8,
            16,
            1e-5,
            10000,
            null,
            false,
            0.02,
            LlamaConfig.Attention.FUSED),
        "mimetic initialisation gives each head a key of its own, but here 4 heads share 2 keys;"
            + " choose random or orthogonal");
    refuses(
        new LlamaConfig(
            60,
            32,
            64,
            1,
            4,
            4,
            16,
            16,
            1e-5,
            10000,
            null,
            false,
            0.02,
            LlamaConfig.Attention.FUSED),
        "mimetic initialisation needs heads that fill the width of 32, not 4 heads of 16; choose"
            + " random or orthogonal");
    refuses(
        new VisionTransformerConfig(16, 4, 1, 2, 6, 12, 3),
        "mimetic initialisation places patches by sines and cosines of two directions, which takes a"
            + " width that is a multiple of 4, not 6; choose random or orthogonal");
  }

  private static void refuses(ModelConfig config, String message) {
    assertThatThrownBy(() -> Weights.of(MIMETIC, config.network(), 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theNetworksRun(ModelConfig config) {
    Network network = config.network();
    Backend backend = new ReferenceBackend();
    StoredParameters parameters = MIMETIC.initialise(network, backend, 1);
    Tensor input =
        config instanceof VisionTransformerConfig
            ? backend.tensor(new float[3 * 16 * 16], 1, 3, 16, 16)
            : backend.tensor(new long[] {1, 2, 3, 4}, 1, 4);
    Tensor output = network.forward(parameters, input);
    assertThat(output.dtype()).isEqualTo(DType.F32);
    assertThat(output.shape())
        .isEqualTo(
            config instanceof VisionTransformerConfig ? Shape.of(1, 10) : Shape.of(1, 4, 60));
    for (float value : output.toFloats()) {
      assertThat(value).isFinite();
    }
  }
}
