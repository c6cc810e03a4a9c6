package org.logah.api.contract;

import static org.logah.api.contract.Operand.reals;
import static org.logah.api.contract.Operand.uniform;

import java.util.Arrays;
import java.util.List;
import org.logah.api.Backend;

/** Sums, means, largest elements, and matrix products. */
final class ReductionCases {
  private ReductionCases() {}

  static List<OperationCase> reductions() {
    Catalogue catalogue = new Catalogue();
    sums(catalogue);
    largest(catalogue);
    return catalogue.cases();
  }

  private static void sums(Catalogue catalogue) {
    int[][] choices = {{0}, {1}, {-1}, {0, 2}, {-1, 0}, {0, 1, 2}, {}};
    Bound bound = Bound.ulps(4).from(8);
    for (boolean keep : new boolean[] {false, true}) {
      for (int[] dimensions : choices) {
        String over = " over " + Arrays.toString(dimensions) + (keep ? " kept" : "");
        catalogue.smooth("sum" + over, bound, (b, a) -> b.sum(a, keep, dimensions), reals(2, 3, 4));
        catalogue.smooth(
            "mean" + over, bound, (b, a) -> b.mean(a, keep, dimensions), reals(2, 3, 4));
      }
      String kept = keep ? " kept" : "";
      catalogue.smooth("sum of none" + kept, bound, (b, a) -> b.sum(a, keep, 0), reals(0, 3));
      catalogue.smooth("sum of rows" + kept, bound, (b, a) -> b.sum(a, keep, 1), reals(0, 3));
      catalogue.values("mean of none" + kept, bound, (b, a) -> b.mean(a, keep, 0), reals(0, 3));
      catalogue.smooth("sum of a scalar" + kept, bound, (b, a) -> b.sum(a, keep), reals());
      catalogue.smooth("mean of a scalar" + kept, bound, (b, a) -> b.mean(a, keep), reals());
    }
    catalogue.smooth("sum of all", bound, (b, a) -> a.sum(), reals(3, 5));
    catalogue.smooth("mean of all", bound, (b, a) -> a.mean(), reals(3, 5));
    catalogue.values(
        "sum of many", Bound.ulps(64), (b, a) -> b.sum(a, false, 0), uniform(0, 1, 3000, 2));
  }

  private static void largest(Catalogue catalogue) {
    for (int dimension : new int[] {0, 1, 2, -1, -3}) {
      String along = " along " + dimension;
      Operand a = reals(3, 2, 4);
      catalogue.smooth("max" + along, Bound.EXACT, (b, t) -> b.max(t, false, dimension), a);
      catalogue.smooth("max kept" + along, Bound.EXACT, (b, t) -> b.max(t, true, dimension), a);
      catalogue.values("argmax" + along, Bound.EXACT, (b, t) -> b.argmax(t, dimension), a);
    }
    Operand ties = Operand.of(1, 3, 3, 2, 2, 2, -1, -5, -1).shaped(3, 3);
    catalogue.values("argmax of ties", Bound.EXACT, (b, a) -> b.argmax(a, 1), ties);
    catalogue.values("max of ties", Bound.EXACT, (b, a) -> b.max(a, false, 1), ties);
    Operand infinite = Operand.of(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    catalogue.values("max of infinities", Bound.EXACT, (b, a) -> b.max(a, false, 0), infinite);
    catalogue.values("argmax of infinities", Bound.EXACT, (b, a) -> b.argmax(a, 0), infinite);
    catalogue.values("max of no rows", Bound.EXACT, (b, a) -> b.max(a, false, 1), reals(0, 3));
    catalogue.values("argmax of no rows", Bound.EXACT, (b, a) -> b.argmax(a, 1), reals(0, 3));
  }

  static List<OperationCase> products() {
    Catalogue catalogue = new Catalogue();
    long[][][] pairs = {
      {{2, 3}, {3, 4}},
      {{1, 3}, {3, 1}},
      {{5, 2, 3}, {3, 4}},
      {{2, 3}, {5, 3, 4}},
      {{4, 2, 3}, {4, 3, 2}},
      {{2, 1, 3, 4}, {5, 4, 2}},
      {{1, 2, 3}, {4, 3, 2}},
      {{0, 3}, {3, 2}},
      {{2, 3}, {3, 0}},
      {{2, 0}, {0, 3}},
      {{0, 2, 3}, {3, 4}},
      {{0, 2, 3}, {1, 3, 4}},
    };
    for (long[][] pair : pairs) {
      catalogue.smooth(
          "matmul", Bound.ulps(4).from(4), Backend::matmul, reals(pair[0]), reals(pair[1]));
    }
    catalogue.values(
        "matmul", Bound.ulps(16).from(16), Backend::matmul, reals(33, 170), reals(170, 17));
    catalogue.values(
        "matmul", Bound.ulps(16).from(16), Backend::matmul, reals(3, 65, 64), reals(64, 129));
    return catalogue.cases();
  }
}
