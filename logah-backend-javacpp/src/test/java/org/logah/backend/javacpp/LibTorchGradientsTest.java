package org.logah.backend.javacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.LinearLayout;
import org.logah.api.Shape;
import org.logah.api.Tensor;

class LibTorchGradientsTest {
  private static final double STEP = 1e-6;

  private final Backend backend = LibTorchBackend.open(BackendOptions.cpu());

  private Tensor loss(List<Tensor> parameters) {
    Tensor input = backend.tensor(new double[] {0.3, -1.2, 0.8, 0.5, 0.1, -0.7}, 2, 3);
    Tensor targets = backend.tensor(new long[] {1, 0}, 2);
    Tensor hidden =
        backend.gelu(
            backend.linear(input, parameters.get(0), parameters.get(1), LinearLayout.OUT_IN));
    Tensor normal = backend.layerNorm(hidden, parameters.get(1), parameters.get(1), 1e-5);
    return backend.crossEntropy(
        backend.linear(normal, parameters.get(2), null, LinearLayout.IN_OUT), targets);
  }

  @Test
  void agreeWithFiniteDifferencesThroughASmallNetwork() {
    List<double[]> values =
        List.of(
            new double[] {0.2, -0.4, 0.9, 1.1, 0.3, -0.6, -0.8, 0.7, 0.5, 0.1, -1.3, 0.6},
            new double[] {0.1, -0.2, 0.3, 0.4},
            new double[] {0.5, -0.5, 1.2, 0.8, -0.9, 0.3, 0.7, 0.2});
    List<long[]> shapes = List.of(new long[] {4, 3}, new long[] {4}, new long[] {4, 2});
    List<Tensor> variables = tensors(values, shapes).stream().map(backend::variable).toList();

    Gradients gradients = backend.gradients(loss(variables), variables);

    for (int p = 0; p < values.size(); p++) {
      double[] analytic = gradients.of(variables.get(p)).orElseThrow().toDoubles();
      for (int i = 0; i < analytic.length; i++) {
        double original = values.get(p)[i];
        values.get(p)[i] = original + STEP;
        double above = loss(tensors(values, shapes)).item();
        values.get(p)[i] = original - STEP;
        double below = loss(tensors(values, shapes)).item();
        values.get(p)[i] = original;
        assertThat(analytic[i])
            .as("element %d of parameter %d", i, p)
            .isCloseTo((above - below) / (2 * STEP), within(1e-7));
      }
    }
  }

  private List<Tensor> tensors(List<double[]> values, List<long[]> shapes) {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      tensors.add(backend.tensor(values.get(i), shapes.get(i)));
    }
    return tensors;
  }

  @Test
  void areGivenOnceAndForVariablesOnly() {
    Tensor variable = backend.variable(backend.full(2, DType.F32, Shape.scalar()));
    Tensor square = variable.mul(variable);
    Gradients gradients = backend.gradients(square, List.of(variable));

    assertThat(gradients.of(variable).orElseThrow().item()).isEqualTo(4);
    assertThatThrownBy(() -> backend.gradients(square, List.of(variable)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("gradients of F32 []: the loss was differentiated before; compute it anew");
    assertThatThrownBy(() -> backend.gradients(square, List.of(square)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was not made by variable");
  }
}
