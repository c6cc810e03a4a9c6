package org.logah.api.contract;

import java.util.List;
import java.util.stream.Stream;
import org.logah.api.AdamWStep;
import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.LinearLayout;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.contract.OperationCase.Operation;

/** Calls whose shapes do not fit. */
final class Misfits {
  private Misfits() {}

  /**
   * A call to refuse.
   *
   * @param operation the name the message starts with
   * @param call the call
   * @param shapes the shapes of its operands
   * @param named shapes the message must name
   */
  record Misfit(String operation, Operation call, List<Shape> shapes, List<Shape> named) {
    @Override
    public String toString() {
      return operation + " " + shapes;
    }
  }

  /** All shapes are to be named. */
  private static Misfit of(String operation, Operation call, long[]... sizes) {
    List<Shape> shapes = Stream.of(sizes).map(Shape::of).toList();
    return new Misfit(operation, call, shapes, shapes);
  }

  private static Misfit binary(String operation, Catalogue.Binary call, long[] a, long[] b) {
    return of(operation, (backend, t) -> call.apply(backend, t.get(0), t.get(1)), a, b);
  }

  private static long[] sizes(long... sizes) {
    return sizes;
  }

  static Stream<Misfit> all() {
    return Stream.of(arithmetic(), form(), optimisation(), layers(), windows()).flatMap(s -> s);
  }

  private static Stream<Misfit> arithmetic() {
    return Stream.of(
        binary("add", Backend::add, sizes(2, 3), sizes(4)),
        binary("sub", Backend::sub, sizes(2, 3), sizes(3, 2)),
        binary("mul", Backend::mul, sizes(2), sizes(3)),
        binary("div", Backend::div, sizes(0), sizes(2)),
        binary("equal", Backend::equal, sizes(5, 2), sizes(5, 3)),
        binary("less", Backend::less, sizes(2, 2), sizes(3)),
        binary("where", (b, x, y) -> b.where(x.less(x), x, y), sizes(2, 3), sizes(2, 4)),
        binary("where", (b, x, y) -> b.where(y.less(y), x, x), sizes(2, 3), sizes(7)),
        binary("matmul", Backend::matmul, sizes(2, 3), sizes(2, 3)),
        binary("matmul", Backend::matmul, sizes(3), sizes(3, 2)),
        binary("matmul", Backend::matmul, sizes(2, 3), sizes(3)),
        of("max", (b, t) -> b.max(t.get(0), false, 1), sizes(2, 0)),
        of("argmax", (b, t) -> b.argmax(t.get(0), 0), sizes(0, 2)));
  }

  private static Stream<Misfit> form() {
    return Stream.of(
        of("reshape", (b, t) -> b.reshape(t.get(0), Shape.of(5)), sizes(2, 3)),
        of("permute", (b, t) -> b.permute(t.get(0), 0), sizes(2, 3)),
        of("expand", (b, t) -> b.expand(t.get(0), Shape.of(2, 4)), sizes(2, 3)),
        of("expand", (b, t) -> b.expand(t.get(0), Shape.of(3)), sizes(2, 3)),
        of("slice", (b, t) -> b.slice(t.get(0), 1, 0, 4), sizes(2, 3)),
        of("slice", (b, t) -> b.slice(t.get(0), 1, 2, 1), sizes(2, 3)),
        of("slice", (b, t) -> b.slice(t.get(0), 0, -1, 1), sizes(2, 3)),
        of("split", (b, t) -> b.split(t.get(0), 1, 1, 3).get(0), sizes(2, 3)),
        of("split", (b, t) -> b.split(t.get(0), 0, 3, -1).get(0), sizes(2, 3)),
        of("concat", (b, t) -> b.concat(t, 0), sizes(2, 3), sizes(2, 4)),
        of("concat", (b, t) -> b.concat(t, 0), sizes(2, 3), sizes(2)),
        new Misfit("concat", (b, t) -> b.concat(List.of(), 0), List.of(), List.of()),
        of("tile", (b, t) -> b.tile(t.get(0), Shape.of(4)), sizes(2, 3)),
        of("tile", (b, t) -> b.tile(t.get(0), Shape.of(2)), sizes(0)));
  }

  private static Stream<Misfit> optimisation() {
    AdamWStep step = new AdamWStep(1, 0.1, 0.9, 0.999, 1e-8, 0, 1);
    return Stream.of(
        of(
            "adamW",
            (b, t) ->
                b.adamW(t.get(0), t.get(1), new AdamWStep.Moments(t.get(0), t.get(0)), step)
                    .parameter(),
            sizes(2, 3),
            sizes(3)),
        of(
            "adamW",
            (b, t) ->
                b.adamW(t.get(0), t.get(0), new AdamWStep.Moments(t.get(0), t.get(1)), step)
                    .parameter(),
            sizes(2, 3),
            sizes(2, 1)));
  }

  private static Stream<Misfit> layers() {
    Shape matrix = Shape.of(2, 3);
    return Stream.of(
        binary(
            "crossEntropy",
            (b, x, t) -> b.crossEntropy(x, t.cast(DType.I64)),
            sizes(2, 3),
            sizes(3)),
        binary(
            "linearCrossEntropy",
            (b, x, w) -> b.linearCrossEntropy(x, w, null, b.tensor(new long[2], 2)),
            sizes(2, 3),
            sizes(3, 2)),
        binary(
            "linearCrossEntropy",
            (b, x, t) -> b.linearCrossEntropy(x, x, null, t.cast(DType.I64)),
            sizes(2, 3),
            sizes(3)),
        binary(
            "linearCrossEntropy",
            (b, x, bias) -> b.linearCrossEntropy(x, x, bias, b.tensor(new long[2], 2)),
            sizes(2, 3),
            sizes(3)),
        binary(
            "linear",
            (b, x, w) -> b.linear(x, w, null, LinearLayout.OUT_IN),
            sizes(2, 3),
            sizes(3, 2)),
        binary(
            "linear",
            (b, x, w) -> b.linear(x, w, null, LinearLayout.IN_OUT),
            sizes(2, 3),
            sizes(2, 3)),
        new Misfit(
            "linear",
            (b, t) -> b.linear(t.get(0), t.get(0), t.get(1), LinearLayout.OUT_IN),
            List.of(matrix, Shape.of(3)),
            List.of(matrix, Shape.of(3))),
        of(
            "layerNorm",
            (b, t) -> b.layerNorm(t.get(0), t.get(1), t.get(1), 1),
            sizes(2, 3),
            sizes(2)),
        of("rmsNorm", (b, t) -> b.rmsNorm(t.get(0), t.get(1), 1), sizes(2, 3), sizes(1)),
        of("rmsNorm", (b, t) -> b.rmsNorm(t.get(0), t.get(1), 1), sizes(2, 3), sizes(2)),
        of(
            "batchNorm",
            (b, t) -> b.batchNorm(t.get(0), t.get(1), t.get(1), 1),
            sizes(2, 3, 4, 4),
            sizes(4)),
        of("embedding", (b, t) -> b.embedding(t.get(0), b.tensor(new long[1], 1)), sizes(2)),
        binary(
            "scatterAdd",
            (b, x, i) -> b.scatterAdd(x, i.cast(DType.I64), 3),
            sizes(2, 3),
            sizes(3)),
        of(
            "attention",
            (b, t) -> b.attention(t.get(0), t.get(1), t.get(1), null, false),
            sizes(2, 3, 4, 5),
            sizes(2, 2, 4, 5)),
        of(
            "rotaryEmbedding",
            (b, t) -> b.rotaryEmbedding(t.get(0), t.get(1), t.get(1)),
            sizes(1, 1, 2, 4),
            sizes(2, 3)));
  }

  private static Stream<Misfit> windows() {
    Pooling pooling = new Pooling(3, 1, 0);
    return Stream.of(
        binary(
            "conv2d",
            (b, x, w) -> b.conv2d(x, w, null, Convolution.stride(1)),
            sizes(1, 3, 4, 4),
            sizes(2, 2, 3, 3)),
        binary(
            "conv2d",
            (b, x, w) -> b.conv2d(x, w, null, new Convolution(1, 0, 1, 2)),
            sizes(1, 4, 4, 4),
            sizes(3, 2, 3, 3)),
        new Misfit(
            "conv2d",
            (b, t) -> b.conv2d(t.get(0), t.get(1), null, Convolution.stride(1)),
            List.of(Shape.of(1, 1, 2, 2), Shape.of(1, 1, 3, 3)),
            List.of(Shape.of(1, 1, 2, 2))),
        of("maxPool2d", (b, t) -> b.maxPool2d(t.get(0), pooling), sizes(1, 1, 2, 4)),
        of("averagePool2d", (b, t) -> b.averagePool2d(t.get(0), pooling), sizes(1, 4, 4)),
        of("globalAveragePool", (b, t) -> b.globalAveragePool(t.get(0)), sizes(2, 3)));
  }
}
