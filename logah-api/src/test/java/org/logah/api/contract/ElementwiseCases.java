package org.logah.api.contract;

import static org.logah.api.contract.Operand.booleans;
import static org.logah.api.contract.Operand.integers;
import static org.logah.api.contract.Operand.reals;
import static org.logah.api.contract.Operand.uniform;
import static org.logah.api.contract.Operand.wholeReals;

import java.util.List;
import org.logah.api.Backend;

/** Arithmetic, functions, comparisons and choice, element by element. */
final class ElementwiseCases {
  private static final long[][] SHAPES = {{2, 3, 4}, {5}, {}, {0, 3}, {1, 1}, {37}};
  private static final long[][][] PAIRS = {
    {{2, 3}, {2, 3}},
    {{2, 3}, {3}},
    {{3}, {2, 3}},
    {{2, 1, 4}, {3, 1}},
    {{}, {2, 2}},
    {{2, 2}, {}},
    {{}, {}},
    {{0, 3}, {1, 3}},
    {{1}, {2, 0}},
    {{1, 1}, {4, 1, 5}},
    {{1, 1, 1}, {2}},
  };

  /** Fast approximations of erf bound the absolute error only. */
  private static final Bound ERF = Bound.ulps(4).from(1);

  private ElementwiseCases() {}

  static List<OperationCase> all() {
    Catalogue catalogue = new Catalogue();
    unary(catalogue);
    wideRange(catalogue);
    binary(catalogue);
    choice(catalogue);
    return catalogue.cases();
  }

  private static void unary(Catalogue catalogue) {
    for (long[] sizes : SHAPES) {
      Operand any = reals(sizes);
      Operand positive = uniform(0.01, 4, sizes);
      catalogue.smooth("neg", Bound.EXACT, Backend::neg, any);
      catalogue.smooth("abs", Bound.EXACT, Backend::abs, any);
      catalogue.smooth("relu", Bound.EXACT, Backend::relu, any);
      catalogue.smooth("sqrt", Bound.ROUNDED, Backend::sqrt, positive);
      catalogue.smooth("exp", Bound.ulps(2), Backend::exp, any);
      catalogue.smooth("log", Bound.ulps(2).from(0.5), Backend::log, positive);
      catalogue.smooth("tanh", Bound.ulps(3), Backend::tanh, any);
      catalogue.smooth("erf", ERF, Backend::erf, any);
      catalogue.smooth("sigmoid", Bound.ulps(4), Backend::sigmoid, any);
      catalogue.smooth("gelu", Bound.ulps(4).from(1), Backend::gelu, any);
      catalogue.smooth("geluTanh", Bound.ulps(4).from(1), Backend::geluTanh, any);
      catalogue.smooth("silu", Bound.ulps(4), Backend::silu, any);
      // A scalar may be rounded to the element type first, which costs as much as the result.
      catalogue.smooth("add 0.3", Bound.ulps(1.5).from(0.5), (b, a) -> b.add(a, 0.3), any);
      catalogue.smooth("mul -0.7", Bound.ulps(1.5), (b, a) -> b.mul(a, -0.7), any);
    }
  }

  private static void wideRange(Catalogue catalogue) {
    Operand wide = uniform(-40, 40, 64);
    Operand special =
        Operand.of(0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1000, -1000);
    catalogue.values("exp of a wide range", Bound.ulps(2), Backend::exp, wide);
    catalogue.values("sigmoid of a wide range", Bound.ulps(4), Backend::sigmoid, wide);
    catalogue.values("tanh of a wide range", Bound.ulps(3), Backend::tanh, wide);
    catalogue.values("erf of a wide range", ERF, Backend::erf, wide);
    catalogue.values("gelu of a wide range", Bound.ulps(4).from(8), Backend::gelu, wide);
    catalogue.values("geluTanh of a wide range", Bound.ulps(4).from(8), Backend::geluTanh, wide);
    catalogue.values("silu of a wide range", Bound.ulps(4), Backend::silu, wide);
    catalogue.values("exp of extremes", Bound.EXACT, Backend::exp, special);
    catalogue.values("sigmoid of extremes", Bound.EXACT, Backend::sigmoid, special);
    catalogue.values("tanh of extremes", Bound.EXACT, Backend::tanh, special);
    catalogue.values("erf of extremes", Bound.EXACT, Backend::erf, special);
    catalogue.values("relu of extremes", Bound.EXACT, Backend::relu, special);
    catalogue.values("log of extremes", Bound.EXACT, Backend::log, Operand.of(0, 1, -1));
    catalogue.values("sqrt of extremes", Bound.EXACT, Backend::sqrt, Operand.of(0, 4, -1));
    catalogue.values(
        "div of zeros", Bound.EXACT, Backend::div, Operand.of(1, -1, 0), Operand.of(0, 0, 0));
  }

  private static void binary(Catalogue catalogue) {
    for (long[][] pair : PAIRS) {
      Operand a = reals(pair[0]);
      Operand b = reals(pair[1]);
      catalogue.smooth("add", Bound.ROUNDED, Backend::add, a, b);
      catalogue.smooth("sub", Bound.ROUNDED, Backend::sub, a, b);
      catalogue.smooth("mul", Bound.ROUNDED, Backend::mul, a, b);
      catalogue.smooth("div", Bound.ROUNDED, Backend::div, a, uniform(0.5, 2, pair[1]));
      Operand few = wholeReals(3, pair[0]);
      catalogue.values("equal", Bound.EXACT, Backend::equal, few, wholeReals(3, pair[1]));
      catalogue.values("less", Bound.EXACT, Backend::less, few, wholeReals(3, pair[1]));
      Operand whole = integers(3, pair[0]);
      catalogue.values("equal", Bound.EXACT, Backend::equal, whole, integers(3, pair[1]));
      catalogue.values("less", Bound.EXACT, Backend::less, whole, integers(3, pair[1]));
      catalogue.values("equal", Bound.EXACT, Backend::equal, booleans(pair[0]), booleans(pair[1]));
    }
  }

  private static void choice(Catalogue catalogue) {
    long[][][] triples = {
      {{2, 3}, {2, 3}, {2, 3}},
      {{3, 1}, {2, 1, 1}, {4}},
      {{}, {2}, {2}},
      {{4}, {}, {}},
      {{2, 2}, {2}, {}},
      {{0}, {1}, {}},
    };
    for (long[][] triple : triples) {
      catalogue.smoothOfSeveral(
          "where",
          Bound.EXACT,
          (backend, t) -> backend.where(t.get(0), t.get(1), t.get(2)),
          booleans(triple[0]),
          reals(triple[1]),
          reals(triple[2]));
    }
  }
}
