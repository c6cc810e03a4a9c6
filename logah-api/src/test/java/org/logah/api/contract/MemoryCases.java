package org.logah.api.contract;

import static org.logah.api.contract.Operand.booleans;
import static org.logah.api.contract.Operand.integers;
import static org.logah.api.contract.Operand.reals;
import static org.logah.api.contract.Operand.uniform;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.logah.api.AdamWStep;
import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.LinearLayout;
import org.logah.api.Pooling;
import org.logah.api.Shape;

/** Each operation once, on a page of memory or more: a leak of its result is seen. */
final class MemoryCases {
  private static final Operand SQUARE = uniform(0.5, 2, 32, 32);
  private static final Operand VECTOR = reals(32);
  private static final Operand IMAGES = reals(2, 4, 12, 12);

  private MemoryCases() {}

  static List<OperationCase> all() {
    Catalogue catalogue = new Catalogue();
    elementwise(catalogue);
    forms(catalogue);
    layers(catalogue);
    images(catalogue);
    return catalogue.cases();
  }

  private static void elementwise(Catalogue catalogue) {
    Map<String, Catalogue.Unary> functions = new TreeMap<>();
    functions.put("neg", Backend::neg);
    functions.put("abs", Backend::abs);
    functions.put("sqrt", Backend::sqrt);
    functions.put("exp", Backend::exp);
    functions.put("log", Backend::log);
    functions.put("tanh", Backend::tanh);
    functions.put("erf", Backend::erf);
    functions.put("sigmoid", Backend::sigmoid);
    functions.put("relu", Backend::relu);
    functions.put("gelu", Backend::gelu);
    functions.put("geluTanh", Backend::geluTanh);
    functions.put("silu", Backend::silu);
    functions.put("add, a number", (b, a) -> b.add(a, 3));
    functions.put("mul, by a number", (b, a) -> b.mul(a, 3));
    functions.put("cast", (b, a) -> b.cast(a, DType.I64));
    functions.put("full", (b, a) -> b.full(1, a.dtype(), a.shape()));
    functions.put("fromBuffer", (b, a) -> b.tensor(new float[1024], 32, 32));
    functions.forEach((name, call) -> catalogue.values(name, Bound.EXACT, call, SQUARE));
    Map<String, Catalogue.Binary> pairs = new TreeMap<>();
    pairs.put("add", Backend::add);
    pairs.put("sub", Backend::sub);
    pairs.put("mul", Backend::mul);
    pairs.put("div", Backend::div);
    pairs.put("equal", Backend::equal);
    pairs.put("less", Backend::less);
    pairs.forEach((name, call) -> catalogue.values(name, Bound.EXACT, call, SQUARE, SQUARE));
    catalogue.valuesOfSeveral(
        "where",
        Bound.EXACT,
        (b, t) -> b.where(t.get(0), t.get(1), t.get(2)),
        booleans(32, 32),
        SQUARE,
        VECTOR);
  }

  private static void forms(Catalogue catalogue) {
    Operand wide = reals(2, 1024);
    Map<String, Catalogue.Unary> reductions = new TreeMap<>();
    reductions.put("sum", (b, a) -> b.sum(a, false, 0));
    reductions.put("mean", (b, a) -> b.mean(a, true, 0));
    reductions.put("max", (b, a) -> b.max(a, false, 0));
    reductions.put("argmax", (b, a) -> b.argmax(a, 0));
    reductions.forEach((name, call) -> catalogue.values(name, Bound.EXACT, call, wide));
    Map<String, Catalogue.Unary> moves = new TreeMap<>();
    moves.put("reshape", (b, a) -> b.reshape(a, Shape.of(1024)));
    moves.put("permute", (b, a) -> b.permute(a, 1, 0));
    moves.put("expand", (b, a) -> b.expand(a, Shape.of(2, 32, 32)));
    moves.put("slice", (b, a) -> b.slice(a, 0, 1, 32));
    moves.put("split", (b, a) -> b.split(a, 0, 16, 16).get(1));
    moves.put("concat", (b, a) -> b.concat(List.of(a, a), 1));
    moves.put("tile", (b, a) -> b.tile(a, Shape.of(33, 40)));
    moves.put("softmax", (b, a) -> b.softmax(a, 1));
    moves.put("logSoftmax", (b, a) -> b.logSoftmax(a, 1));
    moves.forEach((name, call) -> catalogue.values(name, Bound.EXACT, call, SQUARE));
    catalogue.values("matmul", Bound.EXACT, Backend::matmul, reals(32, 3), reals(3, 32));
  }

  private static void layers(Catalogue catalogue) {
    catalogue.values("crossEntropy", Bound.EXACT, Backend::crossEntropy, SQUARE, integers(32, 32));
    catalogue.valuesOfSeveral(
        "linearCrossEntropy",
        Bound.EXACT,
        (b, t) -> b.linearCrossEntropy(t.get(0), t.get(1), t.get(2), t.get(3)),
        reals(32, 3),
        reals(32, 3),
        VECTOR,
        integers(32, 32));
    AdamWStep step = new AdamWStep(2, 0.1, 0.9, 0.999, 1e-8, 0.01, 0.5);
    catalogue.values(
        "adamW",
        Bound.EXACT,
        (b, p, g) -> b.adamW(p, g, new AdamWStep.Moments(p, p), step).parameter(),
        SQUARE,
        SQUARE);
    catalogue.values("embedding", Bound.EXACT, Backend::embedding, SQUARE, integers(32, 32));
    catalogue.values(
        "scatterAdd", Bound.EXACT, (b, x, i) -> b.scatterAdd(x, i, 32), SQUARE, integers(32, 32));
    catalogue.valuesOfSeveral(
        "linear",
        Bound.EXACT,
        (b, t) -> b.linear(t.get(0), t.get(1), t.get(2), LinearLayout.OUT_IN),
        reals(32, 3),
        reals(32, 3),
        VECTOR);
    catalogue.valuesOfSeveral(
        "layerNorm",
        Bound.EXACT,
        (b, t) -> b.layerNorm(t.get(0), t.get(1), t.get(1), 1),
        SQUARE,
        VECTOR);
    catalogue.values("rmsNorm", Bound.EXACT, (b, x, s) -> b.rmsNorm(x, s, 1), SQUARE, VECTOR);
    catalogue.values(
        "rotaryEmbedding",
        Bound.EXACT,
        (b, x, table) -> b.rotaryEmbedding(x, table, table),
        reals(1, 2, 32, 16),
        reals(32, 16));
    catalogue.values(
        "attention", Bound.EXACT, (b, x) -> b.attention(x, x, x, null, true), reals(2, 4, 4, 32));
  }

  private static void images(Catalogue catalogue) {
    catalogue.values(
        "conv2d",
        Bound.EXACT,
        (b, x, w) -> b.conv2d(x, w, null, new Convolution(1, 1, 1, 4)),
        IMAGES,
        reals(4, 1, 3, 3));
    catalogue.valuesOfSeveral(
        "batchNorm",
        Bound.EXACT,
        (b, t) -> b.batchNorm(t.get(0), t.get(1), t.get(1), 1),
        IMAGES,
        reals(4));
    Pooling pooling = new Pooling(2, 1, 0);
    catalogue.values("maxPool2d", Bound.EXACT, (b, x) -> b.maxPool2d(x, pooling), IMAGES);
    catalogue.values("averagePool2d", Bound.EXACT, (b, x) -> b.averagePool2d(x, pooling), IMAGES);
    catalogue.values(
        "globalAveragePool", Bound.EXACT, Backend::globalAveragePool, reals(32, 32, 1, 1));
  }
}
