package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.ghn.HypernetworkConfig.Family;

class PredictionPlanTest {
  private static PredictionPlan plan(int largest, int width, int classes) {
    HypernetworkConfig config =
        new HypernetworkConfig(
            Family.VISION,
            8,
            2,
            2,
            10,
            List.of(largest, largest, 16, 16),
            new DecoderConfig.LowRank(4, 32768, false),
            true,
            true);
    return Hypernetwork.plan(config, new SmallNetworks.Vision(width, classes));
  }

  /** Lengths as recorded from the published implementation. */
  @ParameterizedTest
  @CsvSource({"128,48,128", "128,36,48", "128,10,10", "2048,1152,2048", "2048,384,512"})
  void vectorsAreDecodedAtTheRecordedLength(int largest, int length, int decoded) {
    PredictionPlan plan = plan(largest, length, length);
    for (String name : List.of("norm.weight", "norm.bias", "inner.bias")) {
      assertThat(plan.get(name).shape())
          .isEqualTo(DecodeShape.vector(DecodeShape.Kind.VECTOR, decoded));
    }
    assertThat(plan.get("head.bias").shape())
        .isEqualTo(DecodeShape.vector(DecodeShape.Kind.CLASSIFIER_BIAS, decoded));
  }

  @ParameterizedTest
  @CsvSource({"64,48,10,48,10", "64,100,200,64,64"})
  void ofWeightsNoMoreIsDecodedThanTheyHave(int largest, int width, int classes, int in, int out) {
    PredictionPlan plan = plan(largest, width, classes);
    assertThat(plan.get("inner.weight").shape())
        .isEqualTo(new DecodeShape(DecodeShape.Kind.WEIGHT, in, in, 1, 1));
    assertThat(plan.get("head.weight").shape())
        .isEqualTo(new DecodeShape(DecodeShape.Kind.CLASSIFIER_WEIGHT, out, in, 1, 1));
    assertThat(plan.get("positions").shape())
        .isEqualTo(new DecodeShape(DecodeShape.Kind.WEIGHT, 1, width, 2, 2));
    assertThat(plan.get("class_token")).isNull();
  }
}
