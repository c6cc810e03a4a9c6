package org.logah.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

/** Shapes of up to six dimensions, whose neighbours are made one before ND4J sees them. */
@SuppressWarnings("try")
@DisabledOnOs(value = OS.MAC, disabledReason = "ND4J has no native libraries for macOS on arm64")
class RandomShapesTest {
  private static final Backend BACKEND = Nd4jBackend.open(new BackendOptions("cpu", 1));
  private static final int[] SIZES = {1, 2, 3, 1, 2, 9};

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  private static double[] values(int seed, Shape shape) {
    RandomStream stream = RandomStream.named(seed, "values");
    return IntStream.range(0, Math.toIntExact(shape.elements()))
        .mapToDouble(stream::uniform)
        .toArray();
  }

  private static Shape shape(RandomStream stream) {
    long[] sizes = new long[stream.integer(0, 6)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = SIZES[stream.integer(i + 1, SIZES.length)];
    }
    return Shape.of(sizes);
  }

  private static void compare(String what, Function<Backend, Tensor> operation) {
    try (Backend reference = new ReferenceBackend();
        Scope expectedScope = reference.openScope();
        Scope scope = BACKEND.openScope()) {
      Tensor expected = operation.apply(reference);
      Tensor actual = operation.apply(BACKEND);
      assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
      assertThat(actual.toDoubles()).as(what).containsExactly(expected.toDoubles(), within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void permutes(int seed) {
    Shape shape = shape(RandomStream.named(seed, "permute"));
    List<Integer> order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    int[] dimensions = order.stream().mapToInt(i -> i).toArray();
    compare(
        "permute %s to %s".formatted(shape, order),
        b -> b.tensor(values(seed, shape), shape.toArray()).permute(dimensions));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void broadcasts(int seed) {
    RandomStream stream = RandomStream.named(seed, "broadcast");
    Shape shape = shape(stream);
    Shape left = shrunk(shape, stream, 20);
    Shape right = shrunk(shape, stream, 40);
    compare(
        "%s and %s".formatted(left, right),
        b -> {
          Tensor x = b.tensor(values(seed, left), left.toArray());
          Tensor y = b.tensor(values(seed + 1, right), right.toArray());
          return x.sub(y).add(x.less(y).where(x, y)).add(x.expand(shape));
        });
  }

  /** Some sizes made 1, and some leading ones dropped. */
  private static Shape shrunk(Shape shape, RandomStream stream, int at) {
    int dropped = stream.integer(at, shape.rank() + 1) / 2;
    long[] sizes = new long[shape.rank() - dropped];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = stream.integer(at + 1 + i, 2) == 0 ? 1 : shape.size(dropped + i);
    }
    return Shape.of(sizes);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void sums(int seed) {
    RandomStream stream = RandomStream.named(seed, "sum");
    Shape shape = shape(stream);
    int[] dimensions =
        IntStream.range(0, shape.rank()).filter(i -> stream.integer(10 + i, 2) == 0).toArray();
    compare(
        "sum of " + shape,
        b -> b.tensor(values(seed, shape), shape.toArray()).sum(seed % 2 == 0, dimensions));
  }
}
