package org.logah.api.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.LinearLayout;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.reference.ReferenceBackend;

/** What the tape saves has an owner, and goes with it. */
@SuppressWarnings("try")
class TapeMemoryTest {
  private static final int STEPS = 10_000;

  private final ReferenceBackend reference = new ReferenceBackend();
  private final Backend tape = TapeBackend.on(reference);
  private final Tensor input = tape.tensor(new float[] {1, -2, 0.5f, 3, 0, -1}, 2, 3);
  private final Tensor targets = tape.tensor(new long[] {1, 0}, 2);

  private Tensor loss(Tensor first, Tensor bias, Tensor second) {
    Tensor hidden = tape.linear(input, first, bias, LinearLayout.OUT_IN).gelu();
    return tape.crossEntropy(tape.linear(hidden, second, null, LinearLayout.IN_OUT), targets);
  }

  private List<Tensor> parameters() {
    return new ArrayList<>(
        List.of(
            tape.full(0.1, DType.F32, Shape.of(4, 3)),
            tape.full(0.2, DType.F32, Shape.of(4)),
            tape.tensor(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2)));
  }

  @Test
  void trainingDoesNotGrow() {
    List<Tensor> parameters = parameters();
    long before = reference.openBytes();
    double first = 0;
    double last = 0;
    for (int step = 0; step < STEPS; step++) {
      try (Scope scope = tape.openScope()) {
        List<Tensor> variables = parameters.stream().map(tape::variable).toList();
        Tensor loss = loss(variables.get(0), variables.get(1), variables.get(2));
        Gradients gradients = tape.gradients(loss, variables);
        for (int i = 0; i < parameters.size(); i++) {
          Tensor change = gradients.of(variables.get(i)).orElseThrow().mul(-0.01);
          Tensor changed = scope.keep(parameters.get(i).add(change));
          parameters.get(i).close();
          parameters.set(i, changed);
        }
        last = loss.item();
        first = step == 0 ? last : first;
      }
    }
    assertThat(reference.openBytes()).isEqualTo(before);
    assertThat(last).isLessThan(first / 10);
  }

  @Test
  void forwardAloneLeavesNothing() {
    List<Tensor> parameters = parameters();
    long before = reference.openBytes();
    for (int step = 0; step < STEPS; step++) {
      try (Scope scope = tape.openScope()) {
        List<Tensor> variables = parameters.stream().map(tape::variable).toList();
        loss(variables.get(0), variables.get(1), variables.get(2));
      }
    }
    assertThat(reference.openBytes()).isEqualTo(before);
  }

  @Test
  void nothingIsSavedForWhatDependsOnNoVariable() {
    long before = reference.openBytes();
    try (Tensor x = tape.full(2, DType.F64, Shape.of(5));
        Tensor y = x.exp()) {
      x.close();
      assertThat(reference.openBytes() - before).isEqualTo(5 * Double.BYTES);
      assertThat(y.size(0)).isEqualTo(5);
    }
    assertThat(reference.openBytes()).isEqualTo(before);
  }

  @Test
  void whatIsSavedLivesAsLongAsAResultThatNeedsIt() {
    long before = reference.openBytes();
    Tensor x = tape.scoped(() -> tape.variable(tape.full(2, DType.F64, Shape.of(5))));
    Tensor y = x.mul(3);
    Tensor loss = tape.scoped(() -> y.mul(y).sum());
    y.close();

    assertThat(reference.openBytes() - before).isEqualTo((5 + 5 + 1) * Double.BYTES);
    loss.close();
    assertThat(reference.openBytes() - before).isEqualTo(5 * Double.BYTES);
    x.close();
    assertThat(reference.openBytes()).isEqualTo(before);
  }

  @Test
  void differentiatingGivesUpWhatWasSaved() {
    try (Scope scope = tape.openScope()) {
      Tensor x = tape.variable(tape.full(2, DType.F64, Shape.of(50)));
      Tensor loss = tape.scoped(() -> x.exp().tanh().mul(x).sigmoid().sum());
      long recorded = reference.openBytes();
      Tensor gradient = tape.gradients(loss, List.of(x)).of(x).orElseThrow();
      long gradientBytes = gradient.shape().elements() * Double.BYTES;

      assertThat(reference.openBytes() - gradientBytes)
          .isEqualTo(recorded - 3 * gradientBytes)
          .isPositive();
    }
  }

  @Test
  void closingInAnyOrderIsSafe() {
    Random random = new Random(7);
    long before = reference.openBytes();
    for (int trial = 0; trial < 200; trial++) {
      List<Tensor> made = new ArrayList<>();
      Tensor values = tape.full(0.5, DType.F64, Shape.of(3));
      Tensor x = tape.variable(values);
      Collections.addAll(made, values, x);
      for (int i = 0; i < 20; i++) {
        Tensor a = made.get(random.nextInt(made.size()));
        Tensor b = made.get(random.nextInt(made.size()));
        made.add(random.nextBoolean() ? a.mul(b) : tape.scoped(() -> a.add(b).tanh()));
      }
      Tensor last = made.get(made.size() - 1);
      Tensor loss = tape.scoped(() -> x.add(last).mul(x).sum());
      Collections.shuffle(made, random);
      if (trial % 2 == 0) {
        made.remove(x);
        made.forEach(Tensor::close);
        Tensor gradient = tape.gradients(loss, List.of(x)).of(x).orElseThrow();
        assertThat(gradient.toDoubles()).doesNotContain(Double.NaN);
        gradient.close();
        made.add(x);
      }
      made.forEach(Tensor::close);
      loss.close();
    }
    assertThat(reference.openBytes()).isEqualTo(before);
  }

  @Test
  void aFailedBackwardPassLeavesNothing() {
    long before = reference.openBytes();
    try (Scope scope = tape.openScope()) {
      Tensor x = tape.variable(tape.full(2, DType.F64, Shape.of(5)));
      Tensor shared = x.exp();
      Tensor first = shared.sum();
      Tensor second = shared.mul(x).tanh().sum();
      tape.gradients(first, List.of(x));
      assertThatThrownBy(() -> tape.gradients(second, List.of(x)))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(reference.openBytes()).isEqualTo(before);
  }
}
