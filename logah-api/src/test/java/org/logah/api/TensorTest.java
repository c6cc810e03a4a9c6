package org.logah.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.logah.api.reference.ReferenceBackend;

class TensorTest {
  private final Backend backend = new ReferenceBackend();
  private final Tensor matrix = backend.tensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

  @Test
  void tellsWhatItIs() {
    assertThat(matrix).hasToString("F32 tensor [2, 3] on reference");
    assertThat(matrix.size(-1)).isEqualTo(3);
    matrix.close();
    assertThat(matrix).hasToString("F32 tensor [2, 3] on reference (closed)");
  }

  @Test
  void hasAnItemOnlyOfOneElement() {
    assertThat(matrix.sum().item()).isEqualTo(21);
    assertThat(matrix.cast(DType.F64).mean().item()).isEqualTo(3.5);
    assertThatThrownBy(matrix::item)
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessage("item needs one element, not shape [2, 3]");
  }

  @Test
  void isReadInItsOwnTypeOnly() {
    assertThatThrownBy(matrix::toLongs)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the elements are F32, not I64; cast first");
    assertThatThrownBy(matrix::toDoubles).hasMessageContaining("not F64");
    assertThatThrownBy(() -> matrix.cast(DType.I64).toFloats()).hasMessageContaining("not F32");
  }

  @Test
  void worksOutOneSizeOfAReshape() {
    assertThat(matrix.reshape(3, -1).shape()).isEqualTo(Shape.of(3, 2));
    assertThat(matrix.transpose(-1, 0).toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
  }
}
