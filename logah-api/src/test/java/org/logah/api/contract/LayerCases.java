package org.logah.api.contract;

import static org.logah.api.contract.Operand.integers;
import static org.logah.api.contract.Operand.reals;
import static org.logah.api.contract.Operand.uniform;

import java.util.Arrays;
import java.util.List;
import org.logah.api.Backend;
import org.logah.api.LinearLayout;

/** Distributions, losses, and layers of one input. */
final class LayerCases {
  private static final double EPS = 1e-5;

  private LayerCases() {}

  static List<OperationCase> distributions() {
    Catalogue catalogue = new Catalogue();
    Bound relative = Bound.ulps(8);
    Bound logarithmic = Bound.ulps(4).from(4);
    for (int dimension : new int[] {0, 1, -1}) {
      String along = " along " + dimension;
      for (Operand a : List.of(reals(2, 3, 4), reals(5, 1), uniform(-9, 9, 3, 70))) {
        // The exponent is rounded, and its error relative to the result grows with its size.
        Bound bound = a.shape().size(-1) == 70 ? Bound.ulps(24) : relative;
        catalogue.smooth("softmax" + along, bound, (b, t) -> b.softmax(t, dimension), a);
        catalogue.smooth(
            "logSoftmax" + along, logarithmic.from(16), (b, t) -> b.logSoftmax(t, dimension), a);
      }
    }
    catalogue.values("softmax of no rows", relative, (b, t) -> b.softmax(t, 1), reals(0, 3));
    catalogue.values("logSoftmax of no rows", relative, (b, t) -> b.logSoftmax(t, 1), reals(0, 3));
    Operand large = Operand.of(1000, 999, -1000, 1000);
    catalogue.values("softmax of large", relative, (b, t) -> b.softmax(t, 0), large);
    catalogue.values(
        "logSoftmax of large", logarithmic.from(1000), (b, t) -> b.logSoftmax(t, 0), large);
    Operand hidden = Operand.of(Double.NEGATIVE_INFINITY, 1, 2);
    catalogue.values("softmax with a hidden element", relative, (b, t) -> b.softmax(t, 0), hidden);
    for (long[] sizes : new long[][] {{4, 7}, {1, 1}, {3, 2}, {9, 50}}) {
      Operand targets = integers(Math.toIntExact(sizes[1]), sizes[0]);
      catalogue.smooth(
          "crossEntropy", logarithmic, Backend::crossEntropy, uniform(-5, 5, sizes), targets);
      Operand input = reals(sizes[0], 3);
      Operand weight = reals(sizes[1], 3);
      // As for the products: their sums are rounded, whatever becomes of them.
      Bound ofProducts = Bound.ulps(8).from(8);
      catalogue.smoothOfSeveral(
          "linearCrossEntropy",
          ofProducts,
          (b, t) -> b.linearCrossEntropy(t.get(0), t.get(1), t.get(2), t.get(3)),
          input,
          weight,
          reals(sizes[1]),
          targets);
      catalogue.smoothOfSeveral(
          "linearCrossEntropy without bias",
          ofProducts,
          (b, t) -> b.linearCrossEntropy(t.get(0), t.get(1), null, t.get(2)),
          input,
          weight,
          targets);
    }
    catalogue.values(
        "crossEntropy of large",
        logarithmic.from(1000),
        Backend::crossEntropy,
        Operand.of(1000, -1000, 0, 500).shaped(2, 2),
        integers(2, 2));
    double never = Double.NEGATIVE_INFINITY;
    catalogue.values(
        "crossEntropy with a hidden class",
        logarithmic.from(16),
        Backend::crossEntropy,
        Operand.of(0, never, 1, 2, 1, never).shaped(2, 3),
        integers(1, 2));
    return catalogue.cases();
  }

  static List<OperationCase> layers() {
    Catalogue catalogue = new Catalogue();
    for (long[] sizes : new long[][] {{}, {4}, {2, 3}, {0}, {2, 0}}) {
      catalogue.smooth(
          "embedding", Bound.EXACT, Backend::embedding, reals(3, 5), integers(3, sizes));
      long[] rows = Arrays.copyOf(sizes, sizes.length + 1);
      rows[sizes.length] = 5;
      catalogue.smooth(
          "scatterAdd",
          Bound.ulps(4).from(4),
          (b, values, places) -> b.scatterAdd(values, places, 3),
          reals(rows),
          integers(3, sizes));
    }
    catalogue.values(
        "scatterAdd of many",
        Bound.ulps(64).from(64),
        (b, values, places) -> b.scatterAdd(values, places, 4),
        reals(500, 7),
        integers(4, 500));
    linear(catalogue);
    norms(catalogue);
    catalogue.smoothOfSeveral(
        "rotaryEmbedding",
        Bound.ulps(2).from(4),
        (b, t) -> b.rotaryEmbedding(t.get(0), t.get(1), t.get(2)),
        reals(2, 2, 3, 4),
        reals(3, 4),
        reals(3, 4));
    catalogue.smoothOfSeveral(
        "rotaryEmbedding",
        Bound.ulps(2).from(4),
        (b, t) -> b.rotaryEmbedding(t.get(0), t.get(1), t.get(2)),
        reals(0, 1, 1, 2),
        reals(1, 2),
        reals(1, 2));
    AttentionCases.addTo(catalogue);
    return catalogue.cases();
  }

  private static void linear(Catalogue catalogue) {
    Bound bound = Bound.ulps(4).from(8);
    for (LinearLayout layout : LinearLayout.values()) {
      Operand weight = layout == LinearLayout.OUT_IN ? reals(3, 4) : reals(4, 3);
      for (long[] sizes : new long[][] {{4}, {2, 4}, {2, 5, 4}, {0, 4}}) {
        catalogue.smoothOfSeveral(
            "linear " + layout,
            bound,
            (b, t) -> b.linear(t.get(0), t.get(1), t.get(2), layout),
            reals(sizes),
            weight,
            reals(3));
        catalogue.smooth(
            "linear without bias " + layout,
            bound,
            (b, x, w) -> b.linear(x, w, null, layout),
            reals(sizes),
            weight);
      }
    }
  }

  private static void norms(Catalogue catalogue) {
    // The variance of few numbers can be small, and divides.
    Bound bound = Bound.ulps(16).from(2);
    for (long[] sizes : new long[][] {{6}, {3, 6}, {2, 3, 6}, {0, 6}}) {
      catalogue.smoothOfSeveral(
          "layerNorm",
          bound,
          (b, t) -> b.layerNorm(t.get(0), t.get(1), t.get(2), EPS),
          reals(sizes),
          reals(6),
          reals(6));
      catalogue.smooth(
          "rmsNorm", bound, (b, x, scale) -> b.rmsNorm(x, scale, EPS), reals(sizes), reals(6));
    }
    catalogue.valuesOfSeveral(
        "layerNorm of constants",
        Bound.EXACT,
        (b, t) -> b.layerNorm(t.get(0), t.get(1), t.get(2), EPS),
        Operand.of(3, 3, 3, 3),
        reals(4),
        reals(4));
    catalogue.values(
        "rmsNorm with a large eps", bound, (b, x, s) -> b.rmsNorm(x, s, 10), reals(2, 3), reals(3));
    for (long[] sizes : new long[][] {{4, 3, 2, 2}, {2, 3, 1, 5}}) {
      catalogue.smoothOfSeveral(
          "batchNorm",
          bound,
          (b, t) -> b.batchNorm(t.get(0), t.get(1), t.get(2), EPS),
          reals(sizes),
          reals(3),
          reals(3));
    }
  }
}
