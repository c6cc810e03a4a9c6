package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Memory that is given back: ten thousand rounds of work must not make the process grow. */
@SuppressWarnings("try")
abstract class MemoryContract extends ContractFamily {
  private static final int BATCHES = 10;
  private static final int ROUNDS_PER_BATCH = 1000;
  private static final int WARM_UP_BATCHES = 2;
  private static final int SIDE = 64;

  /** One tensor of {@code [SIDE, SIDE]} leaked in each round would be 125 MiB. */
  private static final long MAX_GROWTH = 48L << 20;

  private final Supplier<OptionalLong> nativeBytes;

  MemoryContract(Supplier<Backend> backend, Supplier<OptionalLong> nativeBytes) {
    super(backend);
    this.nativeBytes = nativeBytes;
  }

  @Test
  void tenThousandRoundsInScopesDoNotGrow() {
    requireNoGrowth(this::mixture);
  }

  @Test
  void tenThousandRoundsClosedOneByOneDoNotGrow() {
    requireNoGrowth(this::oneByOne);
  }

  @Test
  void tenThousandGradientsDoNotGrow() {
    assumeGradients();
    requireNoGrowth(this::differentiated);
  }

  private void requireNoGrowth(Runnable round) {
    assumeTrue(measured().isPresent(), "nothing tells how much native memory is in use");
    long settled = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      if (batch == WARM_UP_BATCHES) {
        settled = measured().getAsLong();
      }
      for (int i = 0; i < ROUNDS_PER_BATCH; i++) {
        round.run();
      }
    }
    assertThat(measured().getAsLong() - settled)
        .as("bytes of native memory that %d rounds cost", BATCHES * ROUNDS_PER_BATCH)
        .isLessThan(MAX_GROWTH);
  }

  private OptionalLong measured() {
    System.gc();
    return nativeBytes.get();
  }

  private void mixture() {
    try (Scope scope = backend().openScope()) {
      Tensor a = backend().full(0.5, DType.F32, Shape.of(SIDE, SIDE));
      Tensor rows = a.add(a).slice(0, 0, 4);
      Tensor product = rows.transpose(0, 1).matmul(rows);
      Tensor kept;
      try (Scope inner = backend().openScope()) {
        kept = inner.keep(product.relu().slice(0, 0, 2).softmax(1).gelu());
      }
      Tensor joined = backend().concat(List.of(a, a), 0);
      Tensor image = a.slice(0, 0, 1).reshape(1, 1, 8, 8);
      Tensor kernel = backend().tensor(new float[9], 1, 1, 3, 3);
      backend().conv2d(image, kernel, null, Convolution.stride(2));
      Tensor indices = backend().tensor(new long[] {3, 1}, 2);
      joined.embedding(indices).expand(Shape.of(2, 2, SIDE)).mean();
      kept.max(false, 0).sum().item();
    }
  }

  private void oneByOne() {
    try (Tensor a = backend().full(1, DType.F32, Shape.of(SIDE, SIDE));
        Tensor b = a.mul(2);
        Tensor part = b.slice(0, 0, 8);
        Tensor view = part.transpose(0, 1);
        Tensor sum = view.sum()) {
      sum.item();
    }
  }

  private void differentiated() {
    try (Scope scope = backend().openScope()) {
      Tensor variable = backend().variable(backend().full(0.5, DType.F32, Shape.of(SIDE, SIDE)));
      Tensor loss = variable.mul(variable).slice(0, 0, 8).softmax(1).log().mean();
      backend().gradients(loss, List.of(variable)).of(variable).orElseThrow().sum().item();
    }
  }
}
