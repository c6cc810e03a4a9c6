package org.logah.models.initialisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.logah.models.initialisation.Weights.part;
import static org.logah.models.initialisation.Weights.product;
import static org.logah.models.initialisation.Weights.transpose;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.ModelConfig;
import org.logah.models.RandomConfigs;
import org.logah.models.VisionTransformerConfig;

class OrthogonalInitialisationTest {
  private static final OrthogonalInitialisation ORTHOGONAL = new OrthogonalInitialisation();

  @Provide
  Arbitrary<ModelConfig> configs() {
    return RandomConfigs.any();
  }

  /** Rows are orthonormal, or columns if those are fewer. */
  private static void isOrthogonal(DMatrixRMaj matrix) {
    DMatrixRMaj gram =
        matrix.numRows <= matrix.numCols
            ? product(matrix, transpose(matrix))
            : product(transpose(matrix), matrix);
    assertThat(MatrixFeatures_DDRM.isIdentity(gram, 1e-5)).as(gram.toString()).isTrue();
  }

  @Property(tries = 60)
  void everyMapIsOrthogonalAndNothingElseChanges(@ForAll("configs") ModelConfig config) {
    Network network = config.network();
    Weights weights = Weights.of(ORTHOGONAL, network, 9);
    Weights random = Weights.of(new RandomInitialisation(), network, 9);
    for (ParameterSpec spec : network.parameters()) {
      String name = spec.name();
      boolean output = name.startsWith("heads.") || name.startsWith("lm_head");
      if (spec.role() != ParameterRole.WEIGHT || output) {
        assertThat(weights.values(name)).as(name).isEqualTo(random.values(name));
      } else if (!name.endsWith("in_proj_weight") && !name.endsWith("c_attn.weight")) {
        isOrthogonal(weights.matrix(name));
      }
    }
  }

  @Example
  void theThreePartsOfAFusedProjectionAreOrthogonalEach() {
    Weights vit =
        Weights.of(ORTHOGONAL, new VisionTransformerConfig(32, 8, 2, 2, 24, 96, 10).network(), 1);
    Weights gpt = Weights.of(ORTHOGONAL, new Gpt2Config(50, 16, 24, 2, 2).network(), 1);
    DMatrixRMaj rows = vit.matrix("encoder.layers.encoder_layer_1.self_attention.in_proj_weight");
    DMatrixRMaj columns = gpt.matrix("transformer.h.1.attn.c_attn.weight");
    for (int third = 0; third < 3; third++) {
      isOrthogonal(part(rows, 24 * third, 24, 0, 24));
      isOrthogonal(part(columns, 0, 24, 24 * third, 24));
    }
    DMatrixRMaj between = product(part(rows, 0, 24, 0, 24), transpose(part(rows, 24, 24, 0, 24)));
    assertThat(MatrixFeatures_DDRM.isIdentity(between, 0.1)).isFalse();
  }

  @Example
  void wideAndTallAndConvolution() {
    Weights vit =
        Weights.of(ORTHOGONAL, new VisionTransformerConfig(32, 8, 1, 2, 16, 64, 10).network(), 1);
    assertThat(vit.matrix("conv_proj.weight").numCols).isEqualTo(3 * 8 * 8);
    isOrthogonal(vit.matrix("conv_proj.weight"));
    isOrthogonal(vit.matrix("encoder.layers.encoder_layer_0.mlp.0.weight"));
    isOrthogonal(vit.matrix("encoder.layers.encoder_layer_0.mlp.3.weight"));
    Weights llama =
        Weights.of(
            ORTHOGONAL,
            new LlamaConfig(
                    40,
                    24,
                    60,
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
                    LlamaConfig.Attention.FUSED)
                .network(),
            1);
    isOrthogonal(llama.matrix("model.layers.0.self_attn.k_proj.weight"));
    isOrthogonal(llama.matrix("model.layers.0.self_attn.o_proj.weight"));
  }

  /**
   * Uniform among orthogonal matrices: traces have mean 0 and variance 1, determinants either sign.
   */
  @Example
  void noRotationIsPreferred() {
    int count = 400;
    double traces = 0;
    double squares = 0;
    int positive = 0;
    for (int seed = 0; seed < count; seed++) {
      DMatrixRMaj matrix =
          Weights.of(ORTHOGONAL, new Gpt2Config(4, 2, 4, 1, 1).network(), seed)
              .matrix("transformer.h.0.attn.c_proj.weight");
      double trace = CommonOps_DDRM.trace(matrix);
      traces += trace;
      squares += trace * trace;
      positive += CommonOps_DDRM.det(matrix) > 0 ? 1 : 0;
    }
    assertThat(Math.abs(traces / count)).isLessThan(0.2);
    assertThat(squares / count).isBetween(0.7, 1.3);
    assertThat(positive).isBetween(150, 250);
  }

  /** A network of no known family: all but its last map. */
  @Example
  void otherNetworks() {
    InitialDistribution normal = new InitialDistribution.Normal(1);
    List<ParameterSpec> specs =
        List.of(
            new ParameterSpec("a", Shape.of(6, 2, 3, 3), ParameterRole.WEIGHT, normal),
            new ParameterSpec("b", Shape.of(6), ParameterRole.BIAS, normal),
            new ParameterSpec("c", Shape.of(4, 6), ParameterRole.WEIGHT, normal));
    Network network =
        new Network() {
          @Override
          public List<ParameterSpec> parameters() {
            return specs;
          }

          @Override
          public NetworkInput exampleInput() {
            throw new UnsupportedOperationException();
          }

          @Override
          public Tensor forward(Parameters parameters, Tensor input) {
            throw new UnsupportedOperationException();
          }
        };
    Weights weights = Weights.of(ORTHOGONAL, network, 3);
    isOrthogonal(weights.matrix("a"));
    assertThat(weights.differencesTo(Weights.of(new RandomInitialisation(), network, 3), network))
        .containsExactly("a");
    assertThatThrownBy(() -> Weights.of(MimeticInitialisation.PUBLISHED, network, 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("choose random or orthogonal");
  }
}
