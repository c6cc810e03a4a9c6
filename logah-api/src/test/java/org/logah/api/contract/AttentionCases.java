package org.logah.api.contract;

import static org.logah.api.contract.Operand.reals;

/** Attention with heads of their own or shared, masked or not, with every form of bias. */
final class AttentionCases {
  private static final Bound BOUND = Bound.ulps(16).from(1);

  private AttentionCases() {}

  static void addTo(Catalogue catalogue) {
    long[][] forms = {
      // heads, groups, queries, keys
      {2, 2, 3, 3},
      {4, 2, 3, 3},
      {3, 1, 2, 5},
      {2, 2, 4, 2},
      {2, 1, 1, 1},
    };
    for (boolean causal : new boolean[] {false, true}) {
      String name = causal ? "attention, causal" : "attention";
      for (long[] form : forms) {
        Operand query = reals(2, form[0], form[2], 4);
        Operand key = reals(2, form[1], form[3], 4);
        Operand value = reals(2, form[1], form[3], 3);
        catalogue.smoothOfSeveral(
            name,
            BOUND,
            (b, t) -> b.attention(t.get(0), t.get(1), t.get(2), null, causal),
            query,
            key,
            value);
        long[][] biases = {
          {form[2], form[3]}, {form[0], 1, form[3]}, {2, form[0], form[2], form[3]}, {2, 1, 1, 1}
        };
        for (long[] bias : biases) {
          catalogue.smoothOfSeveral(
              name + ", with bias",
              BOUND,
              (b, t) -> b.attention(t.get(0), t.get(1), t.get(2), t.get(3), causal),
              query,
              key,
              value,
              reals(bias));
        }
      }
      catalogue.valuesOfSeveral(
          name + ", of none",
          BOUND,
          (b, t) -> b.attention(t.get(0), t.get(1), t.get(2), null, causal),
          reals(0, 2, 3, 4),
          reals(0, 2, 3, 4),
          reals(0, 2, 3, 4));
    }
  }
}
