package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.contract.Operand.Layout;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

/**
 * Gradients of a randomly weighted sum of each operation's result, against central differences of
 * the reference.
 */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("try")
abstract class GradientContract extends ContractFamily {
  private static final double STEP = 1e-5;

  /** Allowed absolute error, and relative error of gradients above 1, by element type. */
  private static final double F32_ERROR = 1e-4;

  private static final double F64_ERROR = 1e-7;

  /** Of products that round their operands, results and gradients to 8 and to 11 bits. */
  private static final double BF16_ERROR = 0.1;

  private static final double F16_ERROR = 0.0125;

  GradientContract(Supplier<Backend> backend) {
    super(backend);
  }

  static Stream<Arguments> differentiableCases() {
    return Stream.of(
            ElementwiseCases.all(),
            ReductionCases.reductions(),
            ReductionCases.products(),
            FormCases.all(),
            LayerCases.distributions(),
            LayerCases.layers(),
            WindowCases.all())
        .flatMap(List::stream)
        .filter(OperationCase::differentiable)
        .filter(c -> c.operands().stream().anyMatch(Operand::isReal))
        .flatMap(c -> Stream.of(Arguments.of(c, DType.F32), Arguments.of(c, DType.F64)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("differentiableCases")
  final void agreesWithCentralDifferences(OperationCase operationCase, DType dtype) {
    assumeGradients();
    assumeComputes(dtype);
    List<double[]> elements = new ArrayList<>();
    for (Operand operand : operationCase.operands()) {
      elements.add(operand.elements(operationCase.stream(elements.size()), dtype));
    }
    List<double[]> gradients = gradients(operationCase, elements, dtype);
    try (Backend reference = new ReferenceBackend()) {
      for (int i = 0; i < elements.size(); i++) {
        if (operationCase.operands().get(i).isReal()) {
          double allowed = allowedError(operationCase.accuracy(backend(), dtype));
          compare(reference, operationCase, allowed, elements, i, gradients.get(i));
        }
      }
    }
  }

  private static double allowedError(DType accuracy) {
    return switch (accuracy) {
      case F64 -> F64_ERROR;
      case BF16 -> BF16_ERROR;
      case F16 -> F16_ERROR;
      default -> F32_ERROR;
    };
  }

  /** The gradient of every operand, {@code null} for those that are not reals. */
  private List<double[]> gradients(
      OperationCase operationCase, List<double[]> elements, DType dtype) {
    try (Scope scope = backend().openScope()) {
      List<Tensor> operands = new ArrayList<>();
      List<Tensor> variables = new ArrayList<>();
      for (int i = 0; i < elements.size(); i++) {
        Operand operand = operationCase.operands().get(i);
        Tensor tensor = operand.tensor(backend(), dtype, elements.get(i), Layout.ROW_MAJOR);
        if (operand.isReal()) {
          tensor = backend().variable(tensor);
          variables.add(tensor);
        }
        operands.add(tensor);
      }
      Tensor result = operationCase.operation().apply(backend(), operands);
      double[] weights = weights(operationCase, result.shape());
      Tensor weighting =
          backend().fromBuffer(Elements.encode(dtype, weights), dtype, result.shape());
      Gradients gradients = backend().gradients(result.mul(weighting).sum(), variables);
      List<double[]> values = new ArrayList<>();
      for (int i = 0; i < operands.size(); i++) {
        boolean real = operationCase.operands().get(i).isReal();
        boolean empty = result.shape().elements() == 0;
        values.add(real ? gradient(gradients, operands.get(i), dtype, empty) : null);
      }
      return values;
    }
  }

  /** A result without elements depends on nothing: then zeros may be left out. */
  private static double[] gradient(
      Gradients gradients, Tensor variable, DType dtype, boolean mayBeAbsent) {
    if (mayBeAbsent && gradients.of(variable).isEmpty()) {
      return new double[Math.toIntExact(variable.shape().elements())];
    }
    Tensor gradient = gradients.of(variable).orElseThrow();
    assertThat(gradient.shape()).as("shape of the gradient").isEqualTo(variable.shape());
    assertThat(gradient.dtype()).as("element type of the gradient").isEqualTo(dtype);
    return Elements.decode(gradient);
  }

  private static double[] weights(OperationCase operationCase, Shape shape) {
    RandomStream stream = operationCase.stream(-1);
    double[] weights = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (2 * stream.uniform(i) - 1);
    }
    return weights;
  }

  private static void compare(
      Backend reference,
      OperationCase operationCase,
      double allowed,
      List<double[]> elements,
      int operand,
      double[] actual) {
    double[] point = elements.get(operand);
    for (int i = 0; i < point.length; i++) {
      double middle = point[i];
      point[i] = middle + STEP;
      double above = loss(reference, operationCase, elements);
      point[i] = middle - STEP;
      double below = loss(reference, operationCase, elements);
      point[i] = middle;
      double expected = (above - below) / (2 * STEP);
      double error = Math.abs(actual[i] - expected) / Math.max(1, Math.abs(expected));
      assertThat(error)
          .as(
              "error of the gradient of %s at element %d of operand %d: %s, expected %s",
              operationCase, i, operand, actual[i], expected)
          .isLessThanOrEqualTo(allowed);
    }
  }

  private static double loss(
      Backend reference, OperationCase operationCase, List<double[]> elements) {
    try (Scope scope = reference.openScope()) {
      List<Tensor> operands = new ArrayList<>();
      for (Operand operand : operationCase.operands()) {
        double[] values = elements.get(operands.size());
        operands.add(operand.tensor(reference, DType.F64, values, Layout.ROW_MAJOR));
      }
      Tensor result = operationCase.operation().apply(reference, operands);
      double[] values = result.toDoubles();
      double[] weights = weights(operationCase, result.shape());
      double loss = 0;
      for (int i = 0; i < values.length; i++) {
        loss += values[i] * weights[i];
      }
      return loss;
    }
  }
}
