package org.logah.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.logah.api.Backend;
import org.logah.api.ForwardingBackend;
import org.logah.api.InvalidInputException;
import org.logah.api.Precision;
import org.logah.api.reference.ReferenceBackend;

class LossScaleTest {
  private static LossScale after(LossScale scale, int finite) {
    LossScale result = scale;
    for (int i = 0; i < finite; i++) {
      result = result.next(true);
    }
    return result;
  }

  @Example
  void doublesAfterAHundredFiniteSteps() {
    assertThat(LossScale.initial()).isEqualTo(new LossScale(65536, 0));
    assertThat(after(LossScale.initial(), 99)).isEqualTo(new LossScale(65536, 99));
    assertThat(after(LossScale.initial(), 100)).isEqualTo(new LossScale(131072, 0));
    assertThat(after(LossScale.initial(), 250)).isEqualTo(new LossScale(262144, 50));
  }

  @Example
  void halvesAtOnceButNotBelowItsMinimum() {
    LossScale scale = after(LossScale.initial(), 50).next(false);
    assertThat(scale).isEqualTo(new LossScale(32768, 0));
    for (int i = 0; i < 20; i++) {
      scale = scale.next(false);
    }
    assertThat(scale).isEqualTo(new LossScale(1024, 0));
  }

  @Example
  void growsNoFurtherThanF32Holds() {
    LossScale scale = after(LossScale.initial(), 100 * 200);

    assertThat(scale.factor()).isEqualTo(0x1p96);
    assertThat((float) (1 / scale.factor())).isPositive();
  }

  @Property
  void resumesFromItsTwoNumbers(@ForAll @Size(max = 400) List<Boolean> finite) {
    LossScale straight = LossScale.initial();
    LossScale resumed = LossScale.initial();
    for (boolean step : finite) {
      straight = straight.next(step);
      resumed = new LossScale(resumed.factor(), resumed.finiteSteps()).next(step);
    }
    assertThat(resumed).isEqualTo(straight);
    assertThat(straight.factor()).isBetween(1024.0, 0x1p96);
  }

  @Example
  void comesBackFromACheckpoint() {
    Backend halves = new InHalves();
    for (LossScale scale :
        List.of(LossScale.initial(), new LossScale(1024, 99), new LossScale(0x1p96, 3))) {
      assertThat(LossScale.resume(checkpoint(scale.texts()), halves)).contains(scale);
      assertThat(LossScale.resume(checkpoint(scale.texts()), new ReferenceBackend())).isEmpty();
    }
    assertThat(LossScale.resume(checkpoint(Map.of()), halves)).contains(LossScale.initial());
    for (Map<String, String> damaged :
        List.of(
            Map.of("lossScale", "much", "finiteSteps", "3"),
            Map.of("lossScale", "2048", "finiteSteps", "4294967299"))) {
      assertThatThrownBy(() -> LossScale.resume(checkpoint(damaged), halves))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("start anew without it");
    }
  }

  private static TrainingCheckpoint checkpoint(Map<String, String> texts) {
    return new TrainingCheckpoint(texts, Map.of());
  }

  /** A backend that says that its products are in F16. */
  private static final class InHalves extends ForwardingBackend {
    InHalves() {
      super(new ReferenceBackend());
    }

    @Override
    public String name() {
      return "reference (f16)";
    }

    @Override
    public Precision precision() {
      return Precision.MIXED_F16;
    }
  }

  @Example
  void refusesNumbersThatAreNotItsOwn() {
    for (double factor :
        new double[] {0, -65536, 3000, 512, 0x1p97, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new LossScale(factor, 0))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "the loss scale %s is not a power of two from 1024 to 2^96; start anew without it",
              factor);
    }
    for (int steps : new int[] {-1, 100}) {
      assertThatThrownBy(() -> new LossScale(65536, steps))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "%d finite steps of a loss scale are not 0 to 99; start anew without it", steps);
    }
  }
}
