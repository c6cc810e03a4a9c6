package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.contract.Operand.Layout;
import org.logah.api.reference.ReferenceBackend;

/** Values of a family of cases against the reference, in both floating-point types. */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("try") // scopes close what is made inside them without being named there
abstract class ValueContract extends ContractFamily {
  private final BackendContract contract;
  private final List<OperationCase> cases;

  ValueContract(BackendContract contract, List<OperationCase> cases) {
    super(contract::backend);
    this.contract = contract;
    this.cases = cases;
  }

  final Stream<Arguments> cases() {
    return cases.stream()
        .flatMap(c -> Stream.of(Arguments.of(c, DType.F32), Arguments.of(c, DType.F64)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  final void agreesWithTheReference(OperationCase operationCase, DType dtype) {
    assumeComputes(dtype);
    for (Layout layout : Layout.values()) {
      try (Backend reference = new ReferenceBackend();
          Scope expectedScope = reference.openScope();
          Scope actualScope = backend().openScope()) {
        Tensor expected = apply(reference, operationCase, dtype, DType.F64, Layout.ROW_MAJOR);
        Tensor actual = apply(backend(), operationCase, dtype, dtype, layout);
        compare(operationCase, layout, dtype, expected, actual);
      }
    }
  }

  /** Operands are what {@code rounding} holds, in tensors of type {@code real}. */
  private static Tensor apply(
      Backend backend, OperationCase operationCase, DType rounding, DType real, Layout layout) {
    List<Tensor> operands = new ArrayList<>();
    for (Operand operand : operationCase.operands()) {
      double[] elements = operand.elements(operationCase.stream(operands.size()), rounding);
      operands.add(operand.tensor(backend, real, elements, layout));
    }
    return operationCase.operation().apply(backend, operands);
  }

  private void compare(
      OperationCase operationCase, Layout layout, DType dtype, Tensor expected, Tensor actual) {
    String what = "%s, operands %s".formatted(operationCase, layout);
    DType result = expected.dtype() == DType.F64 ? dtype : expected.dtype();
    assertThat(actual.shape()).as("shape of " + what).isEqualTo(expected.shape());
    assertThat(actual.dtype()).as("element type of " + what).isEqualTo(result);
    double[] wanted = Elements.decode(expected);
    double[] got = Elements.decode(actual);
    Bound bound = operationCase.bound();
    DType accuracy = operationCase.accuracy(backend(), result);
    int worst = 0;
    for (int i = 1; i < wanted.length; i++) {
      double error = bound.error(accuracy, wanted[i], got[i]);
      if (error > bound.error(accuracy, wanted[worst], got[worst])) {
        worst = i;
      }
    }
    if (wanted.length > 0) {
      double error = bound.error(accuracy, wanted[worst], got[worst]);
      double allowed = bound.allowed(accuracy, contract.tolerance());
      contract.report().measured(operationCase.operationName(), accuracy, error, allowed);
      assertThat(error)
          .as(
              "worst error of %s, in ulps of %s: element %d of %d is %s, expected %s (off by %s)",
              what,
              accuracy,
              worst,
              wanted.length,
              got[worst],
              wanted[worst],
              got[worst] - wanted[worst])
          .isLessThanOrEqualTo(allowed);
    }
  }
}
