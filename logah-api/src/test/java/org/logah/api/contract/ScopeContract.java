package org.logah.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.reference.ReferenceBackend;

/** Who owns a tensor, and when its memory goes. */
@SuppressWarnings("try")
abstract class ScopeContract extends ContractFamily {
  ScopeContract(Supplier<Backend> backend) {
    super(backend);
  }

  private Tensor vector() {
    return backend().tensor(new float[] {1, 2, 3}, 3);
  }

  @Test
  void closesWhatWasMadeInside() {
    Tensor made;
    Tensor computed;
    try (Scope scope = backend().openScope()) {
      made = vector();
      computed = made.add(made);
      assertThat(computed.isClosed()).isFalse();
    }
    assertThat(made.isClosed()).isTrue();
    assertThat(computed.isClosed()).isTrue();
  }

  @Test
  void leavesWhatWasMadeOutside() {
    try (Tensor outside = vector()) {
      try (Scope scope = backend().openScope()) {
        outside.add(1);
      }
      assertThat(outside.toFloats()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void handsAKeptTensorToTheEnclosingScope() {
    Tensor kept;
    try (Scope outer = backend().openScope()) {
      Tensor dropped;
      try (Scope inner = backend().openScope()) {
        dropped = vector();
        kept = inner.keep(dropped.mul(2));
      }
      assertThat(dropped.isClosed()).isTrue();
      assertThat(kept.toFloats()).containsExactly(2, 4, 6);
    }
    assertThat(kept.isClosed()).isTrue();
  }

  @Test
  void handsAKeptTensorToTheCallerWhereNoScopeEncloses() {
    Tensor kept;
    try (Scope scope = backend().openScope()) {
      kept = scope.keep(vector().add(1));
    }
    assertThat(kept.toFloats()).containsExactly(2, 3, 4);
    kept.close();
    assertThat(kept.isClosed()).isTrue();
  }

  @Test
  void keepsOnlyItsOwn() {
    try (Scope outer = backend().openScope()) {
      Tensor outside = vector();
      try (Scope inner = backend().openScope()) {
        assertThatThrownBy(() -> inner.keep(outside))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("does not own");
      }
    }
  }

  @Test
  void closesInOrder() {
    Scope outer = backend().openScope();
    Scope inner = backend().openScope();
    assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class);
    inner.close();
    outer.close();
    outer.close();
  }

  @Test
  void belongsToItsThread() {
    try (Scope scope = backend().openScope()) {
      Tensor tensor = vector();
      onAnotherThread(
          () -> {
            assertThatThrownBy(scope::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thread");
            assertThatThrownBy(() -> scope.keep(tensor)).isInstanceOf(IllegalStateException.class);
          });
      assertThat(tensor.isClosed()).isFalse();
    }
  }

  @Test
  void doesNotOwnWhatAnotherThreadMakes() {
    Tensor[] made = new Tensor[1];
    try (Scope scope = backend().openScope()) {
      Tensor shared = vector();
      onAnotherThread(() -> made[0] = shared.mul(3));
    }
    assertThat(made[0].toFloats()).containsExactly(3, 6, 9);
    made[0].close();
  }

  @Test
  void takesOverWhatAnotherThreadMade() {
    Tensor[] made = new Tensor[1];
    try (Scope scope = backend().openScope()) {
      onAnotherThread(() -> made[0] = vector());
      assertThat(scope.adopt(made[0]).toFloats()).containsExactly(1, 2, 3);
    }
    assertThat(made[0].isClosed()).isTrue();
  }

  @Test
  void takesOverTensorsOfItsBackendOnly() {
    try (Backend other = new ReferenceBackend("other");
        Tensor foreign = other.tensor(new float[] {1}, 1);
        Scope scope = backend().openScope()) {
      assertThatThrownBy(() -> scope.adopt(foreign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("other");
      assertThat(foreign.isClosed()).isFalse();
    }
  }

  private static void onAnotherThread(Runnable task) {
    CompletableFuture.runAsync(task, runnable -> new Thread(runnable).start()).join();
  }

  @Test
  void leavesTensorsOfOtherBackendsAlone() {
    try (Backend other = new ReferenceBackend("other")) {
      Tensor foreign;
      try (Scope outer = other.openScope()) {
        try (Scope inner = backend().openScope()) {
          foreign = other.tensor(new float[] {1}, 1);
        }
        assertThat(foreign.isClosed()).isFalse();
      }
      assertThat(foreign.isClosed()).isTrue();
    }
  }

  @Test
  void closesATensorOnce() {
    Tensor tensor = vector();
    tensor.close();
    tensor.close();
    assertThat(tensor.isClosed()).isTrue();
    assertThat(tensor.toString()).contains("closed");
  }

  @Test
  void everyViewOutlivesWhatItViews() {
    List<UnaryOperator<Tensor>> views =
        List.of(
            a -> a.reshape(2, 3),
            a -> a.reshape(3, 2).reshape(2, 3),
            a -> a.permute(0, 1),
            a -> a.expand(Shape.of(2, 3)),
            a -> a.slice(0, 0, 2),
            a -> a.tile(Shape.of(2, 3)),
            a -> a.cast(DType.F32),
            a -> a.backend().concat(List.of(a), 0),
            a -> a.sum(false),
            a -> a.mean(false),
            a -> a.add(0),
            a -> a.abs(),
            a -> a.relu());
    for (UnaryOperator<Tensor> view : views) {
      try (Scope scope = backend().openScope()) {
        Tensor base = backend().tensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor seen = view.apply(base);
        assertThat(seen).isNotSameAs(base);
        base.close();
        assertThat(seen.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
      }
    }
  }

  @Test
  void closingAViewLeavesItsBase() {
    try (Scope scope = backend().openScope()) {
      Tensor base = backend().tensor(new float[] {1, 2, 3, 4}, 2, 2);
      base.transpose(0, 1).close();
      base.reshape(4).close();
      base.slice(0, 0, 1).close();
      base.expand(Shape.of(2, 2, 2)).close();
      base.tile(Shape.of(2, 2)).close();
      assertThat(base.toFloats()).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void operationsLeaveTheirOperandsAlone() {
    try (Scope scope = backend().openScope()) {
      Tensor a = backend().tensor(new float[] {-1, 2, -3}, 3);
      Tensor b = backend().tensor(new float[] {4, 5, 6}, 3);
      a.add(b).relu().mul(2).softmax(0).exp();
      a.neg().abs().sqrt().log();
      a.add(1).sub(b).div(b);
      assertThat(a.toFloats()).containsExactly(-1, 2, -3);
      assertThat(b.toFloats()).containsExactly(4, 5, 6);
    }
  }
}
