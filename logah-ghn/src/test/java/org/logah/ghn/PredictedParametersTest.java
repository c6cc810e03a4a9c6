package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Factors;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.tape.TapeBackend;
import org.logah.api.training.Batch;
import org.logah.ghn.HypernetworkConfig.Family;

/** Factors and distinct rows are used for the parameters that they stand for. */
class PredictedParametersTest {
  private static final int CLASSES = 5;

  private final Backend backend = TapeBackend.on(new ReferenceBackend());

  private static Network network(Family family, int width, int rows) {
    return family == Family.VISION
        ? new SmallNetworks.Vision(width, rows)
        : new SmallNetworks.Language(rows, width);
  }

  private Batch batch(Network network, Family family) {
    RandomStream random = RandomStream.named(5, "batch");
    if (family == Family.LANGUAGE) {
      Tensor tokens =
          backend.tensor(
              LongStream.range(0, 3).map(i -> random.integer(i, CLASSES)).toArray(), 1, 3);
      return new Batch(tokens, tokens);
    }
    Shape shape = network.exampleInput().shape();
    double[] values = random.uniforms(Math.toIntExact(shape.elements()));
    return new Batch(
        backend.tensor(values, shape.toArray()).cast(DType.F32),
        backend.tensor(new long[] {CLASSES - 1}, 1));
  }

  private static Map<String, Tensor> variables(HypernetworkConfig config, Backend backend) {
    StoredParameters drawn = StoredParameters.initial(Hypernetwork.parameters(config), backend, 3);
    Map<String, Tensor> variables = new LinkedHashMap<>();
    Hypernetwork.parameters(config)
        .forEach(spec -> variables.put(spec.name(), backend.variable(drawn.get(spec.name()))));
    return variables;
  }

  private static PredictedParameters predict(
      HypernetworkConfig config, Map<String, Tensor> variables, Network network) {
    return new Hypernetwork(config, variables::get)
        .predict(List.of(network), PredictionOptions.of(config.family()))
        .get(0);
  }

  @Property(tries = 40)
  void partsGiveTheLossAndTheGradientsOfWholeParameters(
      @ForAll Family family,
      @ForAll boolean dense,
      @ForAll @IntRange(min = 2, max = 10) int quarters,
      @ForAll @IntRange(min = CLASSES, max = 50) int rows) {
    int width = 4 * quarters;
    HypernetworkConfig config =
        dense && family == Family.VISION
            ? SmallHypernetworks.dense()
            : SmallHypernetworks.lowRank(family, false);
    Network network = network(family, width, rows);
    try (Scope scope = backend.openScope()) {
      Map<String, Tensor> variables = variables(config, backend);
      Batch batch = batch(network, family);
      PredictedParameters predicted = predict(config, variables, network);
      Parameters parts = predicted.withParts(predicted.parts());
      Map<String, Tensor> whole = predict(config, variables, network).tensors();

      Tensor norm = backend.full(0, whole.values().iterator().next().dtype(), Shape.scalar());
      Tensor expectedNorm = norm;
      for (ParameterSpec spec : network.parameters()) {
        Tensor own = whole.get(spec.name());
        assertClose(parts.get(spec.name()), own, spec.name());
        norm = norm.add(predicted.squaredNorm(spec.name()));
        expectedNorm = expectedNorm.add(own.mul(own).sum());
      }
      Tensor loss = network.loss(parts, batch.inputs(), batch.targets()).add(norm);
      Tensor expected = network.loss(whole::get, batch.inputs(), batch.targets()).add(expectedNorm);

      assertClose(loss, expected, "loss");
      List<Tensor> all = List.copyOf(variables.values());
      Map<String, Tensor> gradients = backend.gradients(loss, all).byName(variables);
      Map<String, Tensor> others = backend.gradients(expected, all).byName(variables);
      assertThat(gradients.keySet()).isEqualTo(others.keySet());
      gradients.forEach((name, gradient) -> assertClose(gradient, others.get(name), name));
    }
  }

  private static void assertClose(Tensor actual, Tensor expected, String name) {
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    float[] others = expected.toFloats();
    float most = 0;
    for (float value : others) {
      most = Math.max(most, Math.abs(value));
    }
    assertThat(actual.toFloats()).as(name).containsExactly(others, within(1e-4f * most + 1e-6f));
  }

  @Example
  void weightsAreKnownByFactorsWhereTheseAreSmaller() {
    HypernetworkConfig config = SmallHypernetworks.lowRank(Family.VISION, false);
    try (Scope scope = backend.openScope()) {
      PredictedParameters predicted =
          predict(config, variables(config, backend), new SmallNetworks.Vision(40, 3));

      Factors inner = predicted.factors("inner.weight").orElseThrow();

      assertThat(inner.a().shape()).isEqualTo(Shape.of(SmallHypernetworks.MAX_WIDTH, 3));
      assertThat(inner.b().shape()).isEqualTo(Shape.of(40, 3));
      assertThat(predicted.factors("inner.bias")).isEmpty();
      assertThat(predicted.factors("positions")).isEmpty();
      assertThat(predicted.factors("class_token")).isEmpty();
      assertThat(predicted.factors("head.weight")).isEmpty();
      assertThat(predicted.parts())
          .containsKeys("inner.weight/a", "inner.weight/b", "inner.bias", "head.weight")
          .doesNotContainKeys("inner.weight", "class_token");
    }
  }
}
