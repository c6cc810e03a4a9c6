package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.contract.Operand.Layout;

/**
 * Ten thousand calls of each operation leave the memory in use where it was. The virtual machine
 * takes memory for itself until its heap has its size, so while every window of calls has grown
 * further ones are tried: a leak grows in all of them.
 */
@SuppressWarnings("try")
abstract class OperationMemoryContract extends ContractFamily {
  private static final int WINDOWS = 5;
  private static final int MOST_WINDOWS = 50;
  private static final int WINDOW_CALLS = 2_000;

  /** A leak of one kilobyte a call is twice as much. */
  private static final long MAX_GROWTH = 1L << 20;

  private final Supplier<OptionalLong> nativeBytes;

  OperationMemoryContract(Supplier<Backend> backend, Supplier<OptionalLong> nativeBytes) {
    super(backend);
    this.nativeBytes = nativeBytes;
  }

  static List<OperationCase> cases() {
    return MemoryCases.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  final void tenThousandCallsDoNotGrow(OperationCase operationCase) {
    assumeTrue(nativeBytes.get().isPresent(), "nothing tells how much native memory is in use");
    try (Scope scope = backend().openScope()) {
      List<Tensor> operands = new ArrayList<>();
      for (Operand operand : operationCase.operands()) {
        double[] elements = operand.elements(operationCase.stream(operands.size()), DType.F32);
        operands.add(operand.tensor(backend(), DType.F32, elements, Layout.ROW_MAJOR));
      }
      long least = Long.MAX_VALUE;
      for (int window = 0;
          window < WINDOWS || (least >= MAX_GROWTH && window < MOST_WINDOWS);
          window++) {
        if (window >= WINDOWS) {
          System.gc();
        }
        long before = nativeBytes.get().getAsLong();
        call(operationCase, operands);
        least = Math.min(least, nativeBytes.get().getAsLong() - before);
      }
      assertThat(least)
          .as("least growth in any window of %d calls, in bytes", WINDOW_CALLS)
          .isLessThan(MAX_GROWTH);
    }
  }

  private void call(OperationCase operationCase, List<Tensor> operands) {
    for (int call = 0; call < WINDOW_CALLS; call++) {
      try (Scope own = backend().openScope()) {
        operationCase.operation().apply(backend(), operands);
      }
    }
  }
}
