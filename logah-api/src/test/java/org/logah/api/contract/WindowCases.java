package org.logah.api.contract;

import static org.logah.api.contract.Operand.reals;

import java.util.List;
import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.Pooling;

/** Convolution and pooling. */
final class WindowCases {
  private WindowCases() {}

  static List<OperationCase> all() {
    Catalogue catalogue = new Catalogue();
    convolution(catalogue, Convolution.stride(1), reals(2, 3, 5, 6), reals(4, 3, 3, 3));
    convolution(catalogue, Convolution.stride(2), reals(1, 2, 6, 6), reals(3, 2, 2, 2));
    convolution(catalogue, new Convolution(1, 1, 1, 1), reals(2, 2, 4, 3), reals(3, 2, 3, 3));
    convolution(catalogue, new Convolution(2, 2, 1, 1), reals(1, 1, 5, 4), reals(2, 1, 3, 2));
    convolution(catalogue, new Convolution(1, 2, 2, 1), reals(1, 2, 4, 5), reals(2, 2, 3, 3));
    convolution(catalogue, new Convolution(1, 0, 1, 2), reals(2, 4, 3, 3), reals(6, 2, 2, 2));
    convolution(catalogue, new Convolution(1, 1, 1, 3), reals(1, 3, 4, 4), reals(3, 1, 3, 3));
    convolution(catalogue, Convolution.stride(1), reals(2, 3, 4, 4), reals(5, 3, 1, 1));
    convolution(catalogue, Convolution.stride(1), reals(0, 3, 4, 4), reals(5, 3, 2, 2));
    for (Pooling pooling :
        List.of(
            new Pooling(2, 2, 0),
            new Pooling(3, 2, 1),
            new Pooling(3, 1, 0),
            new Pooling(2, 1, 1),
            new Pooling(1, 1, 0))) {
      for (Operand images : List.of(reals(2, 3, 5, 4), reals(1, 1, 3, 3), reals(0, 2, 4, 4))) {
        catalogue.smooth(
            "maxPool2d " + pooling, Bound.EXACT, (b, x) -> b.maxPool2d(x, pooling), images);
        catalogue.smooth(
            "averagePool2d " + pooling,
            Bound.ulps(2).from(4),
            (b, x) -> b.averagePool2d(x, pooling),
            images);
      }
    }
    for (Operand images : List.of(reals(2, 3, 4, 5), reals(1, 1, 1, 1), reals(0, 2, 4, 4))) {
      catalogue.smooth(
          "globalAveragePool", Bound.ulps(2).from(4), Backend::globalAveragePool, images);
    }
    return catalogue.cases();
  }

  private static void convolution(
      Catalogue catalogue, Convolution convolution, Operand input, Operand weight) {
    Bound bound = Bound.ulps(8).from(16);
    catalogue.smoothOfSeveral(
        "conv2d " + convolution,
        bound,
        (b, t) -> b.conv2d(t.get(0), t.get(1), t.get(2), convolution),
        input,
        weight,
        reals(weight.shape().size(0)));
    catalogue.smooth(
        "conv2d without bias " + convolution,
        bound,
        (b, x, w) -> b.conv2d(x, w, null, convolution),
        input,
        weight);
  }
}
