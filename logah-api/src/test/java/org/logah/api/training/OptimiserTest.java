package org.logah.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.Backend;
import org.logah.api.Gradients;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.tape.TapeBackend;

class OptimiserTest {
  private static final AdamW SETTINGS = new AdamW(0.9, 0.999, 1e-8, 0.1, 1);

  private final Backend backend = TapeBackend.on(new ReferenceBackend());

  private Optimiser begin() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("used", backend.tensor(new float[] {1, -2}, 2));
    parameters.put("unused", backend.tensor(new float[] {3}, 1));
    return Optimiser.begin(parameters, SETTINGS);
  }

  /** A step on the sum of the used parameter's elements times a factor. */
  private Optimiser.Step step(Optimiser optimiser, double factor, double scale) {
    try (Scope scope = backend.openScope()) {
      Map<String, Tensor> variables = optimiser.variables();
      Tensor loss = variables.get("used").mul(factor * scale).sum();
      Gradients gradients = backend.gradients(loss, List.copyOf(variables.values()));
      return optimiser.step(gradients.byName(variables), 0.01, scale);
    }
  }

  private static float[] values(Optimiser optimiser, String name) {
    return optimiser.parameters().get(name).toFloats();
  }

  @Example
  void theFirstStepMovesByTheLearningRateAndDecays() {
    try (Optimiser optimiser = begin()) {
      Optimiser.Step step = step(optimiser, 0.5, 1);

      assertThat(step.applied()).isTrue();
      assertThat(step.gradientNorm()).isCloseTo(Math.sqrt(0.5), within(1e-6));
      assertThat(values(optimiser, "used")[0]).isCloseTo(1 - 0.001f - 0.01f, within(1e-6f));
      assertThat(values(optimiser, "used")[1]).isCloseTo(-2 + 0.002f - 0.01f, within(1e-6f));
      assertThat(values(optimiser, "unused")).containsExactly(3);
    }
  }

  @Example
  void gradientsAreClippedTogether() {
    try (Optimiser large = begin();
        Optimiser unit = begin()) {
      step(large, 1000, 1);
      step(large, 0.1, 1);
      step(unit, Math.sqrt(0.5), 1);
      step(unit, 0.1, 1);
      assertThat(values(large, "used")[0]).isCloseTo(values(unit, "used")[0], within(1e-5f));
    }
  }

  @Property(tries = 20)
  void aScaledLossGivesTheSameStep(@ForAll @IntRange(max = 20) int doublings) {
    try (Optimiser plain = begin();
        Optimiser scaled = begin()) {
      Optimiser.Step one = step(plain, 0.3, 1);
      Optimiser.Step other = step(scaled, 0.3, Math.scalb(1024.0, doublings));
      assertThat(other.gradientNorm()).isCloseTo(one.gradientNorm(), within(1e-9));
      for (int i = 0; i < 2; i++) {
        assertThat(values(scaled, "used")[i]).isCloseTo(values(plain, "used")[i], within(1e-7f));
      }
    }
  }

  @Example
  void anInfiniteGradientChangesNothing() {
    try (Optimiser optimiser = begin()) {
      Optimiser.Step step = step(optimiser, Double.POSITIVE_INFINITY, 1);
      assertThat(step.applied()).isFalse();
      assertThat(values(optimiser, "used")).containsExactly(1, -2);
    }
  }

  @Example
  void aStateMustBeThatOfTheParameters() {
    try (Optimiser optimiser = begin();
        Scope scope = backend.openScope()) {
      assertThatThrownBy(
              () -> Optimiser.resume(Map.of("other", Shape.of(2)), optimiser.state(), SETTINGS))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("value/other")
          .hasMessageContaining("value/used");
    }
  }

  @Example
  void settingsAreCheckedAllAtOnce() {
    assertThatThrownBy(() -> new AdamW(1, -1, 0, -1, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "AdamW: beta1 is 1.0, not in [0, 1); beta2 is -1.0, not in [0, 1); epsilon is 0.0, not"
                + " above 0; weight decay is -1.0, below 0; largest gradient norm is 0.0, not above"
                + " 0");
  }
}
