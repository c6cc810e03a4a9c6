package org.logah.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrecisionTest {
  @ParameterizedTest
  @EnumSource
  void isFoundByItsLabel(Precision precision) {
    assertThat(Precision.of(precision.label())).isEqualTo(precision);
  }

  @Test
  void tellsTheLabelsThereAre() {
    assertThatThrownBy(() -> Precision.of("fp16"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there is no precision \"fp16\"; choose from full, bf16, f16");
  }

  @Test
  void isFullUnlessAskedForAndAlwaysAmongTheCapabilities() {
    assertThat(BackendOptions.cpu().precision()).isEqualTo(Precision.FULL);
    Set<DType> types = Set.of(DType.F32);
    assertThat(new Capabilities(types, types, false).precisions()).containsExactly(Precision.FULL);
    Set<Precision> lacking = Set.of(Precision.MIXED_BF16);
    assertThatThrownBy(() -> new Capabilities(types, types, false, lacking))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
