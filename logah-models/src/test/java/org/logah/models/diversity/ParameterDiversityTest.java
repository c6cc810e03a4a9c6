package org.logah.models.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.reference.ReferenceBackend;
import org.logah.models.Gpt2Config;
import org.logah.models.initialisation.OrthogonalInitialisation;

class ParameterDiversityTest {
  private final Backend backend = new ReferenceBackend();

  private Tensor waves(int number, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.sin(0.7 * i * (number + 1) + number) + 0.3 * Math.cos(0.11 * i));
    }
    return backend.tensor(values, rows, columns);
  }

  private static double mean(Tensor... tensors) {
    return ParameterDiversity.of(List.of(tensors)).meanDistance();
  }

  /** Computed with SciPy's linear_sum_assignment by the procedure of the authors' program. */
  @Example
  void agreesWithAnotherProgram() {
    ParameterDiversity diversity =
        ParameterDiversity.of(IntStream.range(0, 4).mapToObj(k -> waves(k, 8, 6)).toList());
    assertThat(diversity.meanDistance()).isCloseTo(0.6056490826, within(1e-6));
    assertThat(diversity.tensors()).isEqualTo(4);
    assertThat(diversity.shape()).isEqualTo(Shape.of(8, 6));
  }

  @Property(tries = 50)
  void theOrderOfRowsAndTheScaleDoNotCount(@ForAll Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, 7).boxed().toList());
    Collections.shuffle(order, random);
    float[] values = waves(2, 7, 5).toFloats();
    float[] shuffled = new float[values.length];
    for (int row = 0; row < 7; row++) {
      for (int column = 0; column < 5; column++) {
        shuffled[row * 5 + column] = 3 * values[order.get(row) * 5 + column];
      }
    }
    assertThat(mean(waves(2, 7, 5), backend.tensor(shuffled, 7, 5))).isCloseTo(0, within(1e-6));
  }

  @Example
  void knownDistances() {
    Tensor plus = backend.tensor(new float[] {1, 2, 3}, 1, 3);
    Tensor minus = backend.tensor(new float[] {-1, -2, -3}, 1, 3);
    Tensor zero = backend.tensor(new float[3], 1, 3);
    assertThat(mean(plus, minus)).isCloseTo(1, within(1e-12));
    assertThat(mean(plus, zero)).isCloseTo(0.5, within(1e-12));
    Tensor across = backend.tensor(new float[] {0, 3, -2}, 1, 3);
    assertThat(mean(plus, across)).isCloseTo(0.5, within(1e-12));
    assertThat(mean(plus, plus, plus)).isZero();
  }

  @Property(tries = 100)
  void assignmentsAreTheCheapest(
      @ForAll @IntRange(min = 1, max = 6) int size, @ForAll Random random) {
    DMatrixRMaj cost = new DMatrixRMaj(size, size);
    for (int i = 0; i < size * size; i++) {
      // Few values, so that many assignments cost the same.
      cost.set(i, random.nextInt(5) - (random.nextBoolean() ? 0 : random.nextDouble()));
    }
    int[] columns = Assignment.solve(cost);
    assertThat(columns).hasSize(size).doesNotHaveDuplicates();
    double found = 0;
    for (int row = 0; row < size; row++) {
      found += cost.get(row, columns[row]);
    }
    assertThat(found).isCloseTo(cheapest(cost, 0, 0), within(1e-9));
  }

  /** By trying all. */
  private static double cheapest(DMatrixRMaj cost, int row, int taken) {
    if (row == cost.getNumRows()) {
      return 0;
    }
    double best = Double.POSITIVE_INFINITY;
    for (int column = 0; column < cost.getNumCols(); column++) {
      if ((taken & (1 << column)) == 0) {
        best =
            Math.min(best, cost.get(row, column) + cheapest(cost, row + 1, taken | (1 << column)));
      }
    }
    return best;
  }

  @Example
  void networksByShape() {
    Map<String, Tensor> first = new TreeMap<>();
    first.put("a", waves(0, 4, 3));
    first.put("b", waves(1, 4, 3));
    first.put("bias", backend.tensor(new float[] {1, 2}, 2));
    first.put("single", waves(2, 3, 4));
    Map<String, Tensor> second = Map.of("c", waves(3, 4, 3), "bias", first.get("bias"));
    assertThat(ParameterDiversity.byShape(List.of(first, second)))
        .containsExactly(
            ParameterDiversity.of(List.of(first.get("a"), first.get("b"), second.get("c"))));
    assertThat(ParameterDiversity.byShape(List.of(second))).isEmpty();
  }

  /** A randomly initialised network is diverse, one with the same values in all layers is not. */
  @Example
  void diverseAndMonotonousNetworks() {
    Map<String, Tensor> tensors =
        new OrthogonalInitialisation()
            .initialise(new Gpt2Config(30, 8, 16, 4, 2).network(), backend, 1)
            .tensors();
    String projection = "transformer.h.0.attn.c_proj.weight";
    Shape square = tensors.get(projection).shape();
    ParameterDiversity diverse =
        ParameterDiversity.byShape(List.of(tensors)).stream()
            .filter(each -> each.shape().equals(square))
            .findFirst()
            .orElseThrow();
    assertThat(diverse.tensors()).isEqualTo(4);
    // Matching rows brings random ones closer than the 3/4 of orthogonal tensors.
    assertThat(diverse.meanDistance()).isBetween(0.3, 0.75);
    Map<String, Tensor> same = new TreeMap<>();
    for (String name : List.of("a", "b", "c", "d")) {
      same.put(name, tensors.get(projection));
    }
    assertThat(ParameterDiversity.byShape(List.of(same)).get(0).meanDistance())
        .isCloseTo(0, within(1e-9));
  }

  @Example
  void whatCannotBeCompared() {
    refuses(List.of(), "not 0 of the shapes []");
    refuses(List.of(waves(0, 2, 3)), "not 1 of the shapes [[2, 3]]");
    refuses(List.of(waves(0, 2, 3), waves(0, 3, 2)), "not 2 of the shapes [[2, 3], [3, 2]]");
    Tensor vector = backend.tensor(new float[] {1, 2}, 2);
    refuses(List.of(vector, vector), "not 2 of the shapes [[2]]");
  }

  private static void refuses(List<Tensor> tensors, String end) {
    assertThatThrownBy(() -> ParameterDiversity.of(tensors))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(end);
  }
}
