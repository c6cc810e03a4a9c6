package org.logah.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.logah.api.InvalidInputException;

class LearningRateTest {
  /** The first and some later epochs as the published implementation computes them. */
  @Example
  void thePublishedScheduleByEpoch() {
    LearningRate rate = LearningRate.cosineByEpoch(3e-4, 300, 10);
    double[] first = {1e-5, 8.25e-5, 1.55e-4, 2.275e-4, 2.999914942449372e-4, 3e-4};
    for (int epoch = 0; epoch < first.length; epoch++) {
      assertThat(rate.at(10L * epoch)).isCloseTo(first[epoch], within(1e-18));
      assertThat(rate.at(10L * epoch + 9)).isCloseTo(first[epoch], within(1e-18));
    }
  }

  @Property
  void theCosineRisesThenFalls(@ForAll @LongRange(min = 0, max = 999) long step) {
    LearningRate rate = LearningRate.cosine(1e-3, 100, 1000);
    if (step < 99) {
      assertThat(rate.at(step + 1)).isGreaterThan(rate.at(step));
    } else if (step >= 100) {
      assertThat(rate.at(step + 1)).isLessThan(rate.at(step));
    }
    assertThat(rate.at(step)).isBetween(0.0, 1e-3);
  }

  @Example
  void itsEndsAreExact() {
    LearningRate rate = LearningRate.cosine(1e-3, 100, 1000);
    assertThat(rate.at(0)).isCloseTo(1e-5, within(1e-18));
    assertThat(rate.at(100)).isEqualTo(1e-3);
    assertThat(rate.at(1000)).isZero();
    assertThat(rate.at(5000)).isZero();
    assertThat(LearningRate.constant(2, 4).at(3)).isEqualTo(2);
    assertThat(LearningRate.constant(2, 4).at(1)).isEqualTo(1);
    assertThat(LearningRate.constant(2, 0).at(0)).isEqualTo(2);
  }

  @Example
  void thePublishedScheduleNeedsAnEpochToFallIn() {
    LearningRate shortest = LearningRate.cosineByEpoch(3e-4, 7, 1);
    assertThat(shortest.at(5)).isEqualTo(3e-4);
    assertThat(shortest.at(6)).isCloseTo(1.5e-4, within(1e-18));
    assertThatThrownBy(() -> LearningRate.cosineByEpoch(3e-4, 6, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("needs 7 in all, but there are 6");
  }

  @Example
  void refusesWhatIsNotAboveZero() {
    assertThatThrownBy(() -> LearningRate.cosine(0, 1, 10))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be above 0");
  }
}
