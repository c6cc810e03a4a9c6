package org.logah.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

/** A table that repeats its first rows gives the same loss whether it is known to do so or not. */
class SmoothedLossTest {
  private static final int VOCABULARY = 23;

  private final Backend backend = new ReferenceBackend();

  private static LlamaConfig llama() {
    return new LlamaConfig(
        VOCABULARY,
        8,
        12,
        1,
        2,
        1,
        4,
        6,
        1e-6,
        10000,
        null,
        false,
        0.02,
        LlamaConfig.Attention.FUSED);
  }

  /** Parameters of which the token tables repeat their first rows. */
  private record Repeated(Map<String, Tensor> tensors, int rows) implements Parameters {
    @Override
    public Tensor get(String name) {
      return tensors.get(name);
    }

    @Override
    public Tensor distinctRows(String name) {
      Tensor whole = get(name);
      return whole.size(0) == VOCABULARY ? whole.slice(0, 0, rows) : whole;
    }
  }

  @Property(tries = 20, seed = "1")
  void repeatedRowsGiveTheLossOfTheWholeTable(
      @ForAll @IntRange(min = 1, max = VOCABULARY) int rows,
      @ForAll @DoubleRange(min = 0, max = 0.9) double smoothing,
      @ForAll boolean tied,
      @ForAll boolean llama) {
    ModelConfig family = llama ? llama() : new Gpt2Config(VOCABULARY, 6, 8, 1, 2);
    Network network = family.with(Overrides.NONE.withTied(tied)).network();
    Map<String, Tensor> tensors = new HashMap<>();
    for (ParameterSpec spec : network.parameters()) {
      Tensor drawn =
          backend
              .tensor(
                  new InitialDistribution.Uniform(0.5)
                      .draw(
                          RandomStream.named(7, spec.name()),
                          Math.toIntExact(spec.shape().elements())),
                  spec.shape().toArray())
              .cast(DType.F64);
      tensors.put(
          spec.name(),
          spec.shape().size(0) == VOCABULARY ? drawn.slice(0, 0, rows).tile(spec.shape()) : drawn);
    }
    Tensor text = backend.tensor(new long[] {3, 22, 7, 0, 11, 5}, 2, 3);
    Tensor targets = backend.tensor(new long[] {22, 7, 1, 11, 5, 19}, 2, 3);

    double known = network.loss(new Repeated(tensors, rows), text, targets, smoothing).item();

    assertThat(known)
        .isCloseTo(network.loss(tensors::get, text, targets, smoothing).item(), within(1e-10));
    assertThat(known)
        .isCloseTo(definition(network, tensors, text, targets, smoothing), within(1e-10));
  }

  private static double definition(
      Network network, Map<String, Tensor> tensors, Tensor text, Tensor targets, double smoothing) {
    double[] logs =
        network.forward(tensors::get, text).reshape(-1, VOCABULARY).logSoftmax(1).toDoubles();
    long[] meant = targets.toLongs();
    double loss = 0;
    for (int i = 0; i < meant.length; i++) {
      for (int c = 0; c < VOCABULARY; c++) {
        double probability = (c == meant[i] ? 1 - smoothing : 0) + smoothing / VOCABULARY;
        loss -= probability * logs[i * VOCABULARY + c] / meant.length;
      }
    }
    return loss;
  }
}
