package org.logah.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.logah.api.reference.ReferenceBackend;

class OperandsTest {
  private final Backend backend = new ReferenceBackend("first");
  private final Tensor reals = backend.full(1, DType.F32, Shape.of(2));
  private final Tensor integers = backend.full(1, DType.I64, Shape.of(2));

  @Test
  void acceptsWhatFitsAndPassesOverNull() {
    assertThatCode(
            () -> {
              Operands.require(backend, "op", null, reals, integers);
              Operands.requireFloating(backend, "op", reals, null);
              Operands.requireSameType("op", integers, null, integers);
              Operands.requireType("op", "indices", integers, DType.I64);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void namesBothBackends() {
    try (Backend second = new ReferenceBackend("second")) {
      Tensor foreign = second.full(1, DType.F32, Shape.of(2));
      assertThatThrownBy(() -> Operands.require(backend, "add", reals, foreign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "add: a tensor of second meets one of first; move it with read and fromBuffer");
    }
  }

  @Test
  void namesTheClosedTensor() {
    reals.close();
    assertThatThrownBy(() -> Operands.require(backend, "add", reals))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "add: F32 tensor [2] on first (closed) was used after it or its scope was closed");
  }

  @Test
  void namesTypesThatDoNotFit() {
    assertThatThrownBy(() -> Operands.requireFloating(backend, "exp", integers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exp: I64 is not a floating-point type that first computes with; cast first");
    assertThatThrownBy(() -> Operands.requireFloating(backend, "exp", reals.cast(DType.BF16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("exp: BF16 is not");
    assertThatThrownBy(() -> Operands.requireFloating(backend, "add", reals, integers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("add: element types F32 and I64 do not mix; cast one of them");
    assertThatThrownBy(() -> Operands.requireType("embedding", "indices", reals, DType.I64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("embedding: the indices are F32, not I64");
  }
}
