package org.logah.api.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

/** What is drawn in blocks or in part is what is drawn at once. */
class StoredParametersTest {
  private static final ParameterSpec LARGE =
      new ParameterSpec(
          "large", Shape.of(700, 101), ParameterRole.WEIGHT, new InitialDistribution.Uniform(0.5));

  @Example
  void blocksAndRowsAreThoseOfTheWhole() {
    try (Backend backend = new ReferenceBackend();
        Scope scope = backend.openScope()) {
      float[] atOnce = LARGE.initial().draw(RandomStream.named(3, "large"), 700 * 101);

      Tensor whole = StoredParameters.draw(LARGE, backend, 3);
      Tensor rows = StoredParameters.draw(LARGE, 650, 699, backend, 3);

      assertThat(whole.toFloats()).containsExactly(atOnce);
      assertThat(rows.shape()).isEqualTo(Shape.of(49, 101));
      assertThat(rows.toFloats()).containsExactly(Arrays.copyOfRange(atOnce, 650 * 101, 699 * 101));
      assertThatThrownBy(() -> StoredParameters.draw(LARGE, 650, 701, backend, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Example
  void rowsOfAParameterAreASliceOfIt() {
    try (Backend backend = new ReferenceBackend();
        Scope scope = backend.openScope();
        StoredParameters parameters = StoredParameters.initial(List.of(LARGE), backend, 3)) {
      assertThat(parameters.rows("large", 5, 7).toFloats())
          .containsExactly(StoredParameters.draw(LARGE, 5, 7, backend, 3).toFloats());
    }
  }
}
