package org.logah.api.contract;

import static org.logah.api.contract.Operand.integers;
import static org.logah.api.contract.Operand.reals;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Operations that only move elements, on reals and on integers. */
final class FormCases {
  private FormCases() {}

  static List<OperationCase> all() {
    Catalogue catalogue = new Catalogue();
    List<Function<long[], Operand>> kinds = List.of(Operand::reals, sizes -> integers(100, sizes));
    for (Function<long[], Operand> kind : kinds) {
      reshapes(catalogue, kind);
      permutations(catalogue, kind);
      stretches(catalogue, kind);
      slices(catalogue, kind);
      splits(catalogue, kind);
      tilings(catalogue, kind);
      joins(catalogue, kind);
    }
    catalogue.smooth(
        "views in a chain",
        Bound.EXACT,
        (b, a) -> a.transpose(0, 2).slice(1, 1, 3).reshape(-1).reshape(4, -1).transpose(0, 1),
        reals(2, 3, 4));
    return catalogue.cases();
  }

  private static void reshapes(Catalogue catalogue, Function<long[], Operand> kind) {
    long[][][] changes = {
      {{2, 3, 4}, {6, 4}},
      {{2, 3, 4}, {24}},
      {{2, 3}, {2, 3}},
      {{}, {1, 1}},
      {{1}, {}},
      {{0, 3}, {3, 0, 2}},
      {{4}, {2, 1, 2}},
    };
    for (long[][] change : changes) {
      Shape shape = Shape.of(change[1]);
      Operand a = kind.apply(change[0]);
      catalogue.smooth("reshape to " + shape, Bound.EXACT, (b, t) -> b.reshape(t, shape), a);
    }
  }

  private static void permutations(Catalogue catalogue, Function<long[], Operand> kind) {
    int[][] orders = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {-1, 0, -2}};
    for (int[] order : orders) {
      String name = "permute " + Arrays.toString(order);
      Operand a = kind.apply(new long[] {2, 3, 4});
      Operand empty = kind.apply(new long[] {2, 0, 3});
      catalogue.smooth(name, Bound.EXACT, (b, t) -> b.permute(t, order), a);
      catalogue.smooth(name, Bound.EXACT, (b, t) -> b.permute(t, order), empty);
    }
    Operand scalar = kind.apply(new long[0]);
    catalogue.smooth("permute []", Bound.EXACT, (b, t) -> b.permute(t), scalar);
  }

  private static void stretches(Catalogue catalogue, Function<long[], Operand> kind) {
    long[][][] changes = {
      {{}, {2, 3}},
      {{3}, {2, 3}},
      {{2, 1}, {2, 4}},
      {{1, 3, 1}, {5, 2, 3, 2}},
      {{2, 3}, {2, 3}},
      {{1}, {0}},
    };
    for (long[][] change : changes) {
      Shape target = Shape.of(change[1]);
      Operand a = kind.apply(change[0]);
      catalogue.smooth("expand to " + target, Bound.EXACT, (b, t) -> b.expand(t, target), a);
    }
  }

  private static void slices(Catalogue catalogue, Function<long[], Operand> kind) {
    int[][] cuts = {{0, 1, 3}, {1, 0, 2}, {2, 2, 5}, {-1, 0, 5}, {-3, 3, 4}, {1, 1, 1}, {0, 4, 4}};
    for (int[] cut : cuts) {
      catalogue.smooth(
          "slice " + Arrays.toString(cut),
          Bound.EXACT,
          (b, t) -> b.slice(t, cut[0], cut[1], cut[2]),
          kind.apply(new long[] {4, 2, 5}));
    }
  }

  private static void splits(Catalogue catalogue, Function<long[], Operand> kind) {
    for (int dimension : new int[] {1, -2}) {
      catalogue.smooth(
          "split along " + dimension,
          Bound.EXACT,
          (b, t) -> {
            List<Tensor> pieces = b.split(t, dimension, 2, 0, 3);
            return b.concat(List.of(pieces.get(2), pieces.get(1), pieces.get(0)), 1);
          },
          kind.apply(new long[] {2, 5, 3}));
    }
    catalogue.smooth(
        "split, one piece of two",
        Bound.EXACT,
        (b, t) -> b.split(t, 0, 1, 2).get(1),
        kind.apply(new long[] {3, 2}));
  }

  private static void tilings(Catalogue catalogue, Function<long[], Operand> kind) {
    long[][][] changes = {
      {{2, 3}, {4, 9}},
      {{2, 3}, {5, 7}},
      {{2, 3}, {1, 2}},
      {{2, 3}, {2, 3}},
      {{2, 3}, {3, 0}},
      {{2, 0}, {4, 0}},
      {{1, 2, 3}, {3, 3, 2}},
      {{4}, {11}},
      {{}, {}},
    };
    for (long[][] change : changes) {
      Shape target = Shape.of(change[1]);
      Operand a = kind.apply(change[0]);
      catalogue.smooth("tile to " + target, Bound.EXACT, (b, t) -> b.tile(t, target), a);
    }
  }

  private static void joins(Catalogue catalogue, Function<long[], Operand> kind) {
    Operand small = kind.apply(new long[] {2, 1, 3});
    Operand large = kind.apply(new long[] {2, 4, 3});
    Operand empty = kind.apply(new long[] {2, 0, 3});
    for (int dimension : new int[] {1, -2}) {
      String name = "concat along " + dimension;
      catalogue.smoothOfSeveral(name, Bound.EXACT, (b, t) -> b.concat(t, dimension), small, large);
      catalogue.smoothOfSeveral(
          name, Bound.EXACT, (b, t) -> b.concat(t, dimension), small, empty, large);
      catalogue.smoothOfSeveral(name, Bound.EXACT, (b, t) -> b.concat(t, dimension), empty, empty);
    }
    catalogue.smoothOfSeveral("concat along 0", Bound.EXACT, (b, t) -> b.concat(t, 0), small);
    catalogue.smoothOfSeveral(
        "concat along -1", Bound.EXACT, (b, t) -> b.concat(t, -1), large, large);
    catalogue.smoothOfSeveral(
        "concat of one with itself",
        Bound.EXACT,
        (b, t) -> b.concat(List.of(t.get(0), t.get(0)), 0),
        small);
  }
}
