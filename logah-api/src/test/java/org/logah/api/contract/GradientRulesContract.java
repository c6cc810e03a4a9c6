package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.DaemonThreads;
import org.logah.api.Gradients;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/** What gradients are of, where they stop, and who owns them. */
@SuppressWarnings("try")
abstract class GradientRulesContract extends ContractFamily {
  GradientRulesContract(Supplier<Backend> backend) {
    super(backend);
  }

  private Tensor variable(float... values) {
    return backend().variable(backend().tensor(values, values.length));
  }

  private float[] gradient(Tensor loss, Tensor variable) {
    return backend().gradients(loss, List.of(variable)).of(variable).orElseThrow().toFloats();
  }

  @Test
  void areRefusedWhereTheyAreNotClaimed() {
    assumeFalse(
        backend().capabilities().gradients(), () -> backend().name() + " computes gradients");
    try (Scope scope = backend().openScope()) {
      Tensor values = backend().tensor(new float[] {1}, 1);
      assertThatThrownBy(() -> backend().variable(values))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> backend().gradients(values, List.of(values)))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void aVariableHasTheValuesItWasMadeOf() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor values = backend().tensor(new float[] {1, 2, 3, 4}, 2, 2).transpose(0, 1);
      Tensor variable = backend().variable(values);
      assertThat(variable).isNotSameAs(values);
      assertThat(variable.shape()).isEqualTo(Shape.of(2, 2));
      assertThat(variable.toFloats()).containsExactly(1, 3, 2, 4);
      values.close();
      assertThat(variable.toFloats()).containsExactly(1, 3, 2, 4);
    }
  }

  @Test
  void addUpWhereAVariableIsUsedAgain() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 2, 3);
      Tensor loss = x.mul(x).add(x.mul(2)).add(x).sum();
      assertThat(gradient(loss, x)).containsExactly(5, 7, 9);
    }
  }

  /** As the shards of a batch do; each has variables of its own, of values that all share. */
  @Test
  void areFoundByManyThreadsAtOnceAsByOne() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor values = backend().tensor(new float[] {0.3f, -1.2f, 0.7f, 2.1f, -0.4f, 0.9f}, 2, 3);
      Tensor input = backend().tensor(new float[] {1.5f, 0.2f, -0.8f, 0.6f, 1.1f, -0.3f}, 3, 2);
      float[] expected = ofAProduct(values, input);
      List<CompletableFuture<float[]>> found =
          IntStream.range(0, 4)
              .mapToObj(
                  thread ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            float[] last = {};
                            for (int i = 0; i < 25; i++) {
                              last = ofAProduct(values, input);
                            }
                            return last;
                          },
                          work -> new DaemonThreads("gradients").newThread(work).start()))
              .toList();
      found.forEach(each -> assertThat(each.join()).isEqualTo(expected));
    }
  }

  private float[] ofAProduct(Tensor values, Tensor input) {
    try (Scope scope = backend().openScope()) {
      Tensor weight = backend().variable(values);
      Tensor product = input.matmul(weight);
      return gradient(product.tanh().mul(product).sum(), weight);
    }
  }

  @Test
  void areEmptyWhereTheLossDoesNotDepend() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor used = variable(1, 2);
      Tensor unused = variable(3, 4, 5);
      Gradients gradients = backend().gradients(used.sum(), List.of(unused, used));
      assertThat(gradients.of(unused)).isEmpty();
      assertThat(gradients.of(used).orElseThrow().toFloats()).containsExactly(1, 1);
    }
  }

  @Test
  void areEmptyForALossWithoutAnyVariable() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 2);
      Tensor loss = backend().tensor(new float[] {1, 2}, 2).sum();
      assertThat(backend().gradients(loss, List.of(x)).of(x)).isEmpty();
    }
  }

  @Test
  void areToldOnlyOfWhatWasAskedFor() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 2);
      Tensor other = variable(1, 2);
      Gradients gradients = backend().gradients(x.mul(other).sum(), List.of(x));
      assertThatThrownBy(() -> gradients.of(other)).isInstanceOf(IllegalArgumentException.class);
      assertThat(gradients.of(x).orElseThrow().toFloats()).containsExactly(1, 2);
    }
  }

  @Test
  void stopAtAVariableMadeOfAResult() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 2);
      Tensor leaf = backend().variable(x.mul(3));
      Gradients gradients = backend().gradients(leaf.mul(leaf).sum(), List.of(x, leaf));
      assertThat(gradients.of(x)).isEmpty();
      assertThat(gradients.of(leaf).orElseThrow().toFloats()).containsExactly(6, 12);
    }
  }

  @Test
  void goToTheFirstOfEqualsInAMaximum() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 3, 3, 2);
      assertThat(gradient(x.max(false, 0), x)).containsExactly(0, 1, 0, 0);
    }
  }

  @Test
  void areZeroWhereReluIsAtItsCorner() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(-1, 0, 2);
      assertThat(gradient(x.relu().sum(), x)).containsExactly(0, 0, 1);
    }
  }

  @Test
  void reachOnlyTheChosenSide() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 2);
      Tensor y = variable(3, 1);
      Tensor loss = x.less(y).where(x, y).sum();
      Gradients gradients = backend().gradients(loss, List.of(x, y));
      assertThat(gradients.of(x).orElseThrow().toFloats()).containsExactly(1, 0);
      assertThat(gradients.of(y).orElseThrow().toFloats()).containsExactly(0, 1);
    }
  }

  @Test
  void addUpOverRowsOfATableUsedTwice() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor table = backend().variable(backend().tensor(new float[6], 3, 2));
      Tensor rows = table.embedding(backend().tensor(new long[] {2, 0, 2}, 3));
      assertThat(gradient(rows.sum(), table)).containsExactly(1, 1, 0, 0, 2, 2);
    }
  }

  @Test
  void addUpOverSlicesCopiesAndTiles() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 2, 3);
      Tensor joined = backend().concat(List.of(x.slice(0, 1, 3), x, x.tile(Shape.of(4))), 0);
      assertThat(gradient(joined.sum(), x)).containsExactly(3, 3, 3);
      Tensor y = variable(1, 2);
      assertThat(gradient(y.expand(Shape.of(5, 2)).sum(), y)).containsExactly(5, 5);
    }
  }

  @Test
  void flowThroughComputedWeights() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor seed = variable(1, 2);
      Tensor weight = seed.mul(seed).reshape(1, 2);
      Tensor input = backend().tensor(new float[] {3, 5}, 1, 2);
      assertThat(gradient(input.linear(weight, null).sum(), seed)).containsExactly(6, 20);
    }
  }

  @Test
  void belongToTheScope() {
    assumeGradients();
    Tensor gradient;
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 2);
      gradient = backend().gradients(x.sum(), List.of(x)).of(x).orElseThrow();
      assertThat(gradient.isClosed()).isFalse();
    }
    assertThat(gradient.isClosed()).isTrue();
  }

  @Test
  void needOperandsNoLongerOpen() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 2);
      Tensor loss;
      try (Scope inner = backend().openScope()) {
        loss = inner.keep(x.mul(3).mul(x).sum());
      }
      assertThat(gradient(loss, x)).containsExactly(6, 12);
    }
  }

  @Test
  void needALossOfOneElement() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor x = variable(1, 2);
      assertThatThrownBy(() -> backend().gradients(x.mul(2), List.of(x)))
          .isInstanceOf(ShapeMismatchException.class)
          .hasMessageContaining("[2]");
      assertThat(gradient(x.mul(2).sum().reshape(1, 1), x)).containsExactly(2, 2);
    }
  }

  @Test
  void needVariablesOfReals() {
    assumeGradients();
    try (Scope scope = backend().openScope()) {
      Tensor integers = backend().tensor(new long[] {1}, 1);
      assertThatThrownBy(() -> backend().variable(integers))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
