package org.logah.api.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.Pooling;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.reference.ReferenceBackend;

/** What the contract does not ask of every backend. */
class TapeBackendTest {
  private final ReferenceBackend reference = new ReferenceBackend();
  private final Backend tape = TapeBackend.on(reference);
  private Scope scope;

  @BeforeEach
  void openScope() {
    scope = tape.openScope();
  }

  @AfterEach
  void everythingIsGivenBack() {
    scope.close();
    assertThat(reference.openBytes()).isZero();
  }

  private Tensor variable(double... values) {
    return tape.variable(tape.tensor(values, values.length));
  }

  private double[] gradient(Tensor loss, Tensor variable) {
    return tape.gradients(loss, List.of(variable)).of(variable).orElseThrow().toDoubles();
  }

  @Test
  void isNamedAfterTheBackendUnderneathAndCanDoAsMuchAndGradients() {
    assertThat(tape.name()).isEqualTo("tape on reference");
    assertThat(reference.capabilities().gradients()).isFalse();
    assertThat(tape.capabilities().gradients()).isTrue();
    assertThat(tape.capabilities().computes()).isEqualTo(reference.capabilities().computes());
    assertThat(tape.capabilities().stores()).isEqualTo(reference.capabilities().stores());
  }

  @Test
  void aLossIsDifferentiatedOnce() {
    Tensor x = variable(2, 3);
    Tensor loss = x.mul(x).sum();

    assertThat(gradient(loss, x)).containsExactly(4, 6);
    assertThatThrownBy(() -> gradient(loss, x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("gradients of F64 []: the loss was differentiated before; compute it anew");
  }

  @Test
  void aLossIsDifferentiatedOnceEvenForOtherVariables() {
    Tensor x = variable(2);
    Tensor y = variable(3);
    Tensor loss = x.mul(y).sum();

    gradient(loss, x);

    assertThatThrownBy(() -> gradient(loss, y)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesTheResultThatAnotherLossHasUsedUp() {
    Tensor x = variable(2, 3);
    Tensor shared = x.exp();
    Tensor first = shared.sum();
    Tensor second = shared.mul(2).sum();

    gradient(first, x);

    assertThatThrownBy(() -> gradient(second, x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "gradients of F64 []: it depends on a result of exp that was differentiated before;"
                + " compute it anew");
  }

  @Test
  void whatIsNotBetweenLossAndVariablesStaysDifferentiable() {
    Tensor x = variable(2);
    Tensor y = variable(3);
    Tensor branch = y.mul(y);

    assertThat(gradient(x.mul(branch).sum(), x)).containsExactly(9);
    assertThat(gradient(branch.sum(), y)).containsExactly(6);
  }

  @Test
  void namesTheOperationThatHasNoDerivative() {
    Tensor x = variable(1, 3);
    List<Tensor> losses =
        List.of(
            x.argmax(0).cast(DType.F64).mul(2),
            x.less(x).cast(DType.F64).sum(),
            x.equal(x)
                .where(tape.full(1, DType.F64, Shape.scalar()), x.argmax(0).cast(DType.F64))
                .sum(),
            x.cast(DType.I64).cast(DType.F64).sum());
    List<String> operations = List.of("argmax", "less", "argmax", "cast");

    for (int i = 0; i < losses.size(); i++) {
      Tensor loss = losses.get(i);
      assertThatThrownBy(() -> gradient(loss, x))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "gradients: the loss depends on variables only through %s, which has no derivative",
              operations.get(i));
    }
  }

  @Test
  void whatHasNoDerivativeIsAConstantBesideWhatHas() {
    Tensor x = variable(-1, 3);
    Tensor positive = tape.full(0, DType.F64, Shape.scalar()).less(x).cast(DType.F64);

    assertThat(gradient(x.mul(positive).sum(), x)).containsExactly(0, 1);
  }

  @Test
  void refusesGradientsOfWhatIsNoVariable() {
    Tensor x = variable(1);
    Tensor square = x.mul(x);

    for (Tensor wrong : List.of(square, tape.tensor(new double[] {1}, 1))) {
      assertThatThrownBy(() -> tape.gradients(square, List.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("was not made by variable");
    }
  }

  @Test
  void aVariableCanBeTheLossAndBeAskedForTwice() {
    Tensor x = variable(5);
    Gradients gradients = tape.gradients(x, List.of(x, x));

    assertThat(gradients.of(x).orElseThrow().toDoubles()).containsExactly(1);
  }

  @Test
  void gradientsHaveNoGradients() {
    Tensor x = variable(5);
    Tensor gradient = tape.gradients(x.mul(x).sum(), List.of(x)).of(x).orElseThrow();

    assertThat(tape.gradients(gradient.sum(), List.of(x)).of(x)).isEmpty();
  }

  @Test
  void gradientsPassThroughTypesThatAreOnlyStored() {
    Tensor x = variable(1.5, -2);
    Tensor stored = x.cast(DType.F32).cast(DType.BF16);
    Tensor twice = tape.concat(List.of(stored, stored), 0).cast(DType.F32);

    assertThat(gradient(twice.mul(3).sum(), x)).containsExactly(6, 6);
  }

  @Test
  void goToTheFirstOfEqualsInAWindow() {
    Tensor x = tape.variable(tape.tensor(new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, 1, 1, 3, 3));
    Tensor largest = tape.maxPool2d(x, new Pooling(2, 1, 0));

    assertThat(gradient(largest.sum(), x)).containsExactly(1, 1, 0, 1, 1, 0, 0, 0, 0);
  }

  @Test
  void aScopeOfTheBackendUnderneathTakesNothingWithIt() {
    Tensor x;
    Tensor loss;
    try (Scope inner = reference.openScope()) {
      x = variable(1, 2);
      loss = tape.layerNorm(x, tape.full(1, DType.F64, Shape.of(2)), x, 1).sum();
      reference.full(0, DType.F64, Shape.of(3));
    }
    assertThat(gradient(loss, x)).containsExactly(1, 1);
  }

  @Test
  void aGraphMayBeDeeperThanTheStack() {
    Tensor x = variable(1);
    Tensor y = x;
    for (int i = 0; i < 200_000; i++) {
      Tensor next = y.add(0.5);
      if (i > 0) {
        y.close();
      }
      y = next;
    }
    assertThat(gradient(y.mul(2).sum(), x)).containsExactly(2);
  }

  @Test
  void threadsWithScopesOfTheirOwnShareATapeAndVariables() {
    Tensor x = variable(1, 2, 3);
    List<CompletableFuture<double[]>> results = new ArrayList<>();
    for (int thread = 1; thread <= 4; thread++) {
      double factor = thread;
      results.add(
          CompletableFuture.supplyAsync(
              () -> {
                double[] gradient = {};
                for (int step = 0; step < 200; step++) {
                  try (Scope own = tape.openScope()) {
                    gradient = gradient(x.mul(x).mul(factor).softmax(0).mul(x).sum(), x);
                  }
                }
                return gradient;
              }));
    }
    for (int thread = 1; thread <= 4; thread++) {
      double[] alone = gradient(x.mul(x).mul((double) thread).softmax(0).mul(x).sum(), x);
      assertThat(results.get(thread - 1).join()).isEqualTo(alone);
    }
  }
}
