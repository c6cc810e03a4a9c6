package org.logah.api.contract;

import static org.logah.api.contract.Operand.reals;
import static org.logah.api.contract.Operand.uniform;

import java.util.List;
import org.logah.api.AdamWStep;

/** Steps of an optimiser, the new moments beside the new values. */
final class OptimisationCases {
  private OptimisationCases() {}

  static List<OperationCase> all() {
    Catalogue catalogue = new Catalogue();
    AdamWStep first = new AdamWStep(1, 1e-3, 0.9, 0.999, 1e-8, 1e-2, 1);
    AdamWStep later = new AdamWStep(4000, 3e-4, 0.8, 0.99, 1e-6, 0, 0.37);
    for (long[] sizes : new long[][] {{}, {7}, {3, 5}, {0, 2}}) {
      adamW(catalogue, "first", first, sizes);
      adamW(catalogue, "later", later, sizes);
    }
    return catalogue.cases();
  }

  private static void adamW(Catalogue catalogue, String name, AdamWStep step, long... sizes) {
    catalogue.valuesOfSeveral(
        "adamW, " + name,
        Bound.ulps(8).from(1),
        (b, t) -> {
          AdamWStep.Result result =
              b.adamW(t.get(0), t.get(1), new AdamWStep.Moments(t.get(2), t.get(3)), step);
          return b.concat(
              List.of(
                  result.parameter().reshape(-1),
                  result.moments().mean().reshape(-1),
                  result.moments().square().reshape(-1)),
              0);
        },
        reals(sizes),
        reals(sizes),
        reals(sizes),
        uniform(0.1, 2, sizes));
  }
}
