package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
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

/**
 * Memory that is given back: ten thousand rounds of work must not make the process grow. A leak
 * grows in every window of rounds; what the virtual machine takes for itself does not.
 */
@SuppressWarnings("try")
abstract class MemoryContract extends ContractFamily {
  private static final int WARM_UP_ROUNDS = 2_000;
  private static final int WINDOWS = 4;
  private static final int WINDOW_ROUNDS = 2_000;
  private static final int SIDE = 128;

  /** One tensor of {@code [SIDE, SIDE]} leaked in each round of one kind is 20 MiB or more. */
  private static final long MAX_GROWTH = 10L << 20;

  private final Supplier<OptionalLong> nativeBytes;

  MemoryContract(Supplier<Backend> backend, Supplier<OptionalLong> nativeBytes) {
    super(backend);
    this.nativeBytes = nativeBytes;
  }

  @Test
  void tenThousandRoundsDoNotGrow() {
    assumeTrue(measured().isPresent(), "nothing tells how much native memory is in use");
    List<Runnable> kinds =
        new ArrayList<>(
            List.of(this::arithmetic, this::products, this::forms, this::layers, this::oneByOne));
    if (backend().capabilities().gradients()) {
      kinds.add(this::gradients);
    }
    run(kinds, WARM_UP_ROUNDS);
    long before = measured().getAsLong();
    long least = Long.MAX_VALUE;
    for (int window = 0; window < WINDOWS; window++) {
      run(kinds, WINDOW_ROUNDS);
      long after = measured().getAsLong();
      least = Math.min(least, after - before);
      before = after;
    }
    assertThat(least)
        .as("least growth in %d windows of %d rounds, in bytes", WINDOWS, WINDOW_ROUNDS)
        .isLessThan(MAX_GROWTH);
  }

  private static void run(List<Runnable> kinds, int rounds) {
    for (int round = 0; round < rounds; round++) {
      kinds.get(round % kinds.size()).run();
    }
  }

  private OptionalLong measured() {
    System.gc();
    return nativeBytes.get();
  }

  private Tensor square() {
    return backend().full(0.5, DType.F32, Shape.of(SIDE, SIDE));
  }

  private void arithmetic() {
    try (Scope scope = backend().openScope()) {
      Tensor a = square();
      a.add(a).mul(2).relu().less(a);
    }
  }

  private void products() {
    try (Scope scope = backend().openScope()) {
      Tensor rows = square().slice(0, 0, 4);
      Tensor kept;
      try (Scope inner = backend().openScope()) {
        Tensor product = rows.transpose(0, 1).matmul(rows);
        kept = inner.keep(product.slice(0, 0, 2).softmax(1).gelu());
      }
      kept.max(false, 0).mean().item();
    }
  }

  private void forms() {
    try (Scope scope = backend().openScope()) {
      Tensor a = square();
      Tensor joined = backend().concat(List.of(a, a), 0);
      joined.slice(0, 0, 2).tile(Shape.of(3, SIDE + 1)).reshape(-1);
      joined.reshape(-1).slice(0, 0, 8).expand(Shape.of(4, 8)).cast(DType.I64);
    }
  }

  private void layers() {
    try (Scope scope = backend().openScope()) {
      Tensor a = square();
      Tensor image = a.slice(0, 0, 1).reshape(1, 2, 8, 8);
      Tensor kernel = backend().full(1, DType.F32, Shape.of(3, 2, 3, 3));
      backend().globalAveragePool(backend().conv2d(image, kernel, null, Convolution.stride(2)));
      a.embedding(backend().tensor(new long[] {3, 1}, 2)).logSoftmax(-1).sum().item();
    }
  }

  private void oneByOne() {
    try (Tensor a = square();
        Tensor b = a.neg();
        Tensor part = b.slice(0, 0, 8);
        Tensor view = part.transpose(0, 1);
        Tensor sum = view.sum()) {
      sum.item();
    }
  }

  private void gradients() {
    try (Scope scope = backend().openScope()) {
      Tensor variable = backend().variable(square());
      Tensor loss = variable.mul(variable).slice(0, 0, 8).softmax(1).log().mean();
      backend().gradients(loss, List.of(variable)).of(variable).orElseThrow().sum().item();
    }
  }
}
