package org.logah.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void aScalarHasOneElementAndNoDimensions() {
    assertThat(Shape.scalar().rank()).isZero();
    assertThat(Shape.scalar().elements()).isEqualTo(1);
    assertThat(Shape.of()).isEqualTo(Shape.scalar()).hasToString("[]");
  }

  @Test
  void negativeDimensionsCountFromTheLast() {
    Shape shape = Shape.of(2, 3, 5);
    assertThat(shape.size(-1)).isEqualTo(5);
    assertThat(shape.size(-3)).isEqualTo(2);
    assertThat(shape.axis(-2)).isEqualTo(1);
    assertThat(shape.with(-2, 7)).isEqualTo(Shape.of(2, 7, 5)).hasToString("[2, 7, 5]");
  }

  @Test
  void refusesDimensionsItDoesNotHave() {
    for (int dimension : new int[] {2, -3}) {
      assertThatThrownBy(() -> Shape.of(2, 3).size(dimension))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("dimension %d of shape [2, 3]", dimension);
    }
    assertThatThrownBy(() -> Shape.scalar().axis(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesNegativeSizesAndTooManyElements() {
    assertThatThrownBy(() -> Shape.of(2, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [2, -1] has a negative size");
    assertThatThrownBy(() -> Shape.of(1L << 32, 1L << 31))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more elements than a long counts");
    assertThat(Shape.of(1L << 32, (1L << 31) - 1).elements()).isPositive();
  }

  @Test
  void keepsNoHoldOfTheArraysItTakesAndGives() {
    long[] sizes = {2, 3};
    Shape shape = Shape.of(sizes);
    sizes[0] = 9;
    shape.toArray()[1] = 9;
    assertThat(shape).isEqualTo(Shape.of(2, 3));
  }

  @Property(tries = 200)
  void isEqualToAShapeOfTheSameSizesOnly(
      @ForAll @Size(max = 4) List<@LongRange(min = 0, max = 3) Long> a,
      @ForAll @Size(max = 4) List<@LongRange(min = 0, max = 3) Long> b) {
    Shape left = Shape.of(a.stream().mapToLong(Long::longValue).toArray());
    Shape right = Shape.of(b.stream().mapToLong(Long::longValue).toArray());
    assertThat(left.equals(right)).isEqualTo(a.equals(b));
    assertThat(left.hashCode() == right.hashCode() || !a.equals(b)).isTrue();
    assertThat(left).hasToString(a.toString());
  }
}
