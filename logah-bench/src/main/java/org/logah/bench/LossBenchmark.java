package org.logah.bench;

import java.util.List;
import java.util.function.BinaryOperator;
import org.logah.api.Backend;
import org.logah.api.LinearLayout;
import org.logah.api.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** The loss of 512 positions, 96 wide, over GPT-2's vocabulary, and its gradients. */
public class LossBenchmark extends BackendBenchmark {
  private static final int VOCABULARY = 50257;
  private static final int POSITIONS = 512;
  private static final long WIDTH = 96;

  private Tensor states;
  private Tensor table;
  private Tensor targets;

  @Override
  protected Backend computing(Backend plain) {
    return Backends.differentiable(plain);
  }

  @Override
  protected void prepare() {
    states = backend().variable(random("states", POSITIONS, WIDTH));
    table = backend().variable(random("table", VOCABULARY, WIDTH));
    targets = randomTokens("targets", POSITIONS, VOCABULARY);
  }

  /** As one operation. */
  @Benchmark
  public Tensor linearCrossEntropy() {
    return differentiated((x, w) -> backend().linearCrossEntropy(x, w, null, targets));
  }

  /** As two, with all logits between them. */
  @Benchmark
  public Tensor linearThenCrossEntropy() {
    return differentiated(
        (x, w) ->
            backend().crossEntropy(backend().linear(x, w, null, LinearLayout.OUT_IN), targets));
  }

  /** Three products: the logits, and the gradients of both operands. */
  static Work work() {
    return Work.operations(3 * 2.0 * POSITIONS * WIDTH * VOCABULARY);
  }

  private Tensor differentiated(BinaryOperator<Tensor> loss) {
    return scoped(
        () -> {
          Tensor value = loss.apply(states, table);
          backend().gradients(value, List.of(states, table));
          return value;
        });
  }
}
