package org.logah.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.reference.ReferenceBackend;

class ForwardingBackendTest {
  /** What is made of other operations here; the name is the subclass's to give. */
  private static final Set<String> NOT_FORWARDED = Set.of("name", "openScope", "scoped", "tensor");

  private final ReferenceBackend reference = new ReferenceBackend();
  private final Counting counting = new Counting(reference);

  /** Counts the products. */
  private static final class Counting extends ForwardingBackend {
    private int products;

    Counting(Backend target) {
      super(target);
    }

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Tensor matmul(Tensor a, Tensor b) {
      products++;
      return super.matmul(a, b);
    }
  }

  @AfterEach
  void close() {
    counting.close();
  }

  static Stream<Method> operations() {
    return Arrays.stream(Backend.class.getDeclaredMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
        .filter(method -> !NOT_FORWARDED.contains(method.getName()));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOperationIsForwarded(Method operation) throws NoSuchMethodException {
    assertThat(
            ForwardingBackend.class.getMethod(operation.getName(), operation.getParameterTypes()))
        .extracting(Method::getDeclaringClass)
        .isEqualTo(ForwardingBackend.class);
  }

  @Test
  void anOverriddenOperationIsCalledThroughTheTensor() {
    try (Scope scope = counting.openScope()) {
      Tensor a = counting.tensor(new float[] {1, 2, 3, 4}, 2, 2);

      assertThat(a.matmul(a).toFloats()).containsExactly(7, 10, 15, 22);
      assertThat(counting.products).isEqualTo(1);
    }
  }

  @Test
  void aLayerIsNotTakenApart() {
    try (Scope scope = counting.openScope()) {
      Tensor a = counting.tensor(new float[] {1, 2, 3, 4}, 2, 2);

      assertThat(a.linear(a, null).toFloats()).containsExactly(5, 11, 11, 25);
      assertThat(counting.products).isZero();
    }
  }

  @Test
  void tensorsOfTheOtherBackendAreRefused() {
    try (Scope scope = counting.openScope();
        Tensor foreign = reference.full(1, DType.F32, Shape.of(2))) {
      Tensor own = counting.full(1, DType.F32, Shape.of(2));

      assertThatThrownBy(() -> own.add(foreign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a tensor of " + reference.name() + " meets one of counting");
      assertThatThrownBy(() -> foreign.add(own))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a tensor of counting meets one of " + reference.name());
    }
  }

  @Test
  void aScopeOfTheOtherBackendDoesNotTakeTensorsWithIt() {
    try (Scope scope = counting.openScope()) {
      Tensor kept;
      try (Scope foreign = reference.openScope()) {
        kept = counting.full(3, DType.F64, Shape.of(2)).add(1);
      }

      assertThat(kept.toDoubles()).containsExactly(4, 4);
    }
    assertThat(reference.openBytes()).isZero();
  }
}
