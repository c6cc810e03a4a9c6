package org.logah.api.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.Backend;
import org.logah.api.LinearLayout;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.tape.TapeBackend;

/** The factors give what the weight that they stand for gives. */
class LowRankLinearTest {
  private static final int BATCH = 2;
  private static final int TOKENS = 3;

  @Property(tries = 100)
  void givesWhatTheDenseLayerGives(
      @ForAll LinearLayout layout,
      @ForAll boolean biased,
      @ForAll @IntRange(min = 1, max = 12) int in,
      @ForAll @IntRange(min = 1, max = 12) int out,
      @ForAll @IntRange(min = 1, max = 12) int rowsOfA,
      @ForAll @IntRange(min = 1, max = 12) int rowsOfB,
      @ForAll @IntRange(min = 1, max = 4) int rank) {
    Linear dense = dense(layout, biased, in, out);
    Shape weight = dense.weight().shape();
    LowRankLinear layer =
        LowRankLinear.of(
            dense, Math.min(rowsOfA, weight.size(0)), Math.min(rowsOfB, weight.size(1)), rank);
    try (Backend backend = new ReferenceBackend();
        Scope scope = backend.openScope()) {
      Map<String, Tensor> values = new TreeMap<>();
      layer.parameters().forEach(spec -> values.put(spec.name(), random(backend, spec)));
      values.put("w.weight", multipliedOut(values, weight, backend));
      Tensor input = backend.tensor(numbers(9, BATCH * TOKENS * in), BATCH, TOKENS, in);

      Tensor cheap = layer.forward(values::get, input);
      Tensor full = dense.forward(values::get, input);

      assertThat(cheap.shape()).isEqualTo(full.shape());
      assertThat(cheap.toDoubles()).containsExactly(full.toDoubles(), within(1e-12));
    }
  }

  @Example
  void gradientsFlowThroughTheFactors() {
    Linear dense = dense(LinearLayout.OUT_IN, true, 5, 7);
    LowRankLinear layer = LowRankLinear.of(dense, 3, 2, 2);
    try (Backend reference = new ReferenceBackend();
        Backend backend = TapeBackend.on(reference);
        Scope scope = backend.openScope()) {
      Map<String, Tensor> values = new TreeMap<>();
      layer
          .parameters()
          .forEach(spec -> values.put(spec.name(), backend.variable(random(backend, spec))));
      Tensor input = backend.tensor(numbers(9, 10), 2, 5);
      Tensor loss = layer.forward(values::get, input).tanh().sum();

      List<Tensor> variables = List.copyOf(values.values());
      Tensor gradient =
          backend.gradients(loss, variables).of(values.get("w.weight.b")).orElseThrow();

      assertThat(gradient.shape()).isEqualTo(Shape.of(2, 2));
      assertThat(gradient.toDoubles()).doesNotContain(0);
    }
  }

  @Example
  void refusesFactorsThatDoNotFit() {
    Linear dense = dense(LinearLayout.IN_OUT, false, 4, 6);
    assertThatThrownBy(() -> LowRankLinear.of(dense, 5, 6, 2))
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessage("factors of shapes [5, 2] and [6, 2] do not fit a weight [4, 6]");
    LowRankLinear fitting = LowRankLinear.of(dense, 4, 6, 2);
    assertThatThrownBy(
            () -> new LowRankLinear(fitting.a(), dense.weight(), null, dense.layout(), 4, 6))
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessage("factors of shapes [4, 2] and [4, 6] have no product");
    try (Backend backend = new ReferenceBackend();
        Scope scope = backend.openScope()) {
      Tensor input = backend.tensor(numbers(9, 10), 2, 5);
      assertThatThrownBy(() -> fitting.forward(name -> input, input))
          .isInstanceOf(ShapeMismatchException.class)
          .hasMessage("linear: the input has shape [2, 5], not [..., 4]");
    }
  }

  private static Linear dense(LinearLayout layout, boolean biased, int in, int out) {
    Shape shape = layout == LinearLayout.OUT_IN ? Shape.of(out, in) : Shape.of(in, out);
    InitialDistribution initial = new InitialDistribution.Normal(1);
    return new Linear(
        new ParameterSpec("w.weight", shape, ParameterRole.WEIGHT, initial),
        biased ? new ParameterSpec("w.bias", Shape.of(out), ParameterRole.BIAS, initial) : null,
        layout);
  }

  private static Tensor random(Backend backend, ParameterSpec spec) {
    long stream = spec.name().hashCode();
    double[] values = numbers(stream, Math.toIntExact(spec.shape().elements()));
    return backend.tensor(values, spec.shape().toArray());
  }

  private static double[] numbers(long stream, int count) {
    double[] values = new RandomStream(4, stream).uniforms(count);
    for (int i = 0; i < count; i++) {
      values[i] -= 0.5;
    }
    return values;
  }

  /** Element by element. */
  private static Tensor multipliedOut(Map<String, Tensor> values, Shape weight, Backend backend) {
    Tensor first = values.get("w.weight.a");
    Tensor second = values.get("w.weight.b");
    double[] a = first.toDoubles();
    double[] b = second.toDoubles();
    int rank = (int) first.size(1);
    int rows = (int) weight.size(0);
    int columns = (int) weight.size(1);
    double[] product = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < rank; k++) {
          product[i * columns + j] +=
              a[(int) (i % first.size(0)) * rank + k] * b[(int) (j % second.size(0)) * rank + k];
        }
      }
    }
    return backend.tensor(product, rows, columns);
  }
}
