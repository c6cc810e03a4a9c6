package org.logah.backend.javacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Gradients;
import org.logah.api.LinearLayout;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;

class LinearCrossEntropyTest {
  private final Backend backend = LibTorchBackend.open(BackendOptions.cpu());

  private interface Loss {
    Tensor of(Tensor input, Tensor weight, Tensor bias, Tensor targets);
  }

  private Tensor composed(Tensor input, Tensor weight, Tensor bias, Tensor targets) {
    return backend.crossEntropy(backend.linear(input, weight, bias, LinearLayout.OUT_IN), targets);
  }

  private Tensor uniform(String name, long... sizes) {
    int elements = Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact));
    double[] values = RandomStream.named(1, name).uniforms(elements);
    return backend.tensor(Arrays.stream(values).map(value -> 4 * value - 2).toArray(), sizes);
  }

  /** Operands of so many rows and classes, of which {@code variables} are variables. */
  private List<Tensor> operands(long rows, long classes, String variables) {
    return List.of(
        operand("input", variables, rows, 2),
        operand("weight", variables, classes, 2),
        operand("bias", variables, classes));
  }

  private Tensor operand(String name, String variables, long... sizes) {
    Tensor values = uniform(name, sizes);
    return variables.contains(name) ? backend.variable(values) : values;
  }

  private Tensor targets(long rows, long classes) {
    long[] targets = new long[Math.toIntExact(rows)];
    Arrays.setAll(targets, i -> (i * 7919L + 3) % classes);
    return backend.tensor(targets, rows);
  }

  private void assertAgrees(long rows, long classes, String variables) {
    try (Scope scope = backend.openScope()) {
      List<Tensor> operands = operands(rows, classes, variables);
      List<Tensor> wanted =
          operands.stream().filter(each -> variables.contains(nameOf(operands, each))).toList();
      Tensor targets = targets(rows, classes);

      Tensor found = loss(backend::linearCrossEntropy, operands, targets);
      Tensor expected = loss(this::composed, operands, targets);

      assertThat(found.item()).isCloseTo(expected.item(), within(1e-12));
      Gradients ours = backend.gradients(found, wanted);
      Gradients theirs = backend.gradients(expected, wanted);
      for (Tensor each : wanted) {
        assertClose(ours.of(each), theirs.of(each));
      }
    }
  }

  private static String nameOf(List<Tensor> operands, Tensor operand) {
    return List.of("input", "weight", "bias").get(operands.indexOf(operand));
  }

  /** Something else depends on the operands too, and the loss is not the last operation. */
  private Tensor loss(Loss loss, List<Tensor> operands, Tensor targets) {
    Tensor input = operands.get(0).mul(1.5);
    return loss.of(input, operands.get(1), operands.get(2), targets)
        .mul(3)
        .add(operands.get(1).mean());
  }

  private static void assertClose(Optional<Tensor> found, Optional<Tensor> expected) {
    double[] ours = found.orElseThrow().toDoubles();
    double[] theirs = expected.orElseThrow().toDoubles();
    assertThat(ours).hasSameSizeAs(theirs);
    double furthest = 0;
    for (int i = 0; i < ours.length; i++) {
      furthest = Math.max(furthest, Math.abs(ours[i] - theirs[i]));
    }
    assertThat(furthest).isLessThan(1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"input", "weight", "bias", "input weight", "input weight bias"})
  void givesTheGradientsOfWhatIsAVariable(String variables) {
    assertAgrees(5, 11, variables);
  }

  @Test
  void agreesWhereNotAllLogitsAreComputedAtOnce() {
    // Eight rows of these are 64 MiB of 32 bits, so the last time there are five.
    assertAgrees(21, 1 << 21, "input weight bias");
  }

  @Test
  void agreesForMoreClassesThanAreComputedAtOnce() {
    assertAgrees(2, (1 << 24) + 1, "input");
  }
}
