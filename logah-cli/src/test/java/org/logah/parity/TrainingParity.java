package org.logah.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.training.AdamW;
import org.logah.api.training.Batch;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.PredictionOptions;
import org.logah.ghn.training.MetaTraining;
import org.logah.ghn.training.MetaTrainingSettings;
import org.logah.ghn.training.TrainingStep;

/**
 * Training: loss, logits and the gradient of every hypernetwork parameter at the first step, and
 * the parameters after all recorded steps.
 */
abstract class TrainingParity extends BackendParity {
  private static final int CUTOFF = 50;
  private static final int IMAGES = 4;

  /** Attention ignores a constant added to all scores of a head, so this gradient is rounding. */
  private static final String WITHOUT_GRADIENT = "gnn.0.attn.proj_e.2.bias";

  static Stream<String> trainings() {
    return Golden.predictions()
        .filter(name -> !name.endsWith("batch2"))
        .filter(name -> Golden.json(name).has("train"));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void firstStep(String name) throws IOException {
    try (Recording recording = new Recording(name);
        Scope scope = backend().openScope();
        GoldenHypernetwork golden = GoldenHypernetwork.load(recording.hypernetwork(), backend())) {
      Map<String, Tensor> variables = new LinkedHashMap<>();
      golden
          .parameters()
          .tensors()
          .forEach((key, tensor) -> variables.put(key, backend().variable(tensor)));
      Hypernetwork hypernetwork = new Hypernetwork(golden.config(), variables::get);
      Network network = recording.networks().get(0);
      Map<String, Tensor> parameters = predicted(hypernetwork, network);

      Tensor logits = logits(recording, network, parameters);
      recording.assertEqual("logits0", firstTokens(logits, recording.shape("logits0")));
      Tensor crossEntropy = crossEntropy(recording, logits);
      JsonNode step = recording.json().get("train").get("steps").get(0);
      assertRelative("cross-entropy", crossEntropy.item(), first(step.get("ce")));
      Tensor regularisation = regularisation(recording, parameters);
      assertRelative(
          "regularisation", regularisation.item(), step.get("predparam_term").asDouble());
      Tensor loss = crossEntropy.add(regularisation);
      assertRelative("loss", loss.item(), step.get("total_loss").asDouble());

      assertGradients(
          recording, backend().gradients(loss, List.copyOf(variables.values())), variables);
    }
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void allSteps(String name) throws IOException {
    try (Recording recording = new Recording(name);
        Scope scope = backend().openScope()) {
      JsonNode train = recording.json().get("train");
      GoldenHypernetwork golden = GoldenHypernetwork.load(recording.hypernetwork(), backend());
      Map<String, Tensor> initial = new LinkedHashMap<>(golden.parameters().tensors());
      initial.values().forEach(scope::release);
      Network network = new RecordedNetwork(recording.networks().get(0));
      Batch batch = batch(recording);
      try (MetaTraining training =
          MetaTraining.begin(
              golden.config(),
              initial,
              settings(train),
              step -> train.get("opt").get("adamw_lr").asDouble(),
              index -> network,
              (backend, index) -> batch,
              backend())) {
        for (JsonNode recorded : train.get("steps")) {
          TrainingStep step = training.step();
          assertRelative("cross-entropy", step.crossEntropy(), first(recorded.get("ce")));
          assertRelative(
              "gradient norm",
              step.gradientNorm(),
              recorded.get("grad_norm_before_clip").asDouble());
        }
        assertAfter(train.get("after"), training.parameters());
      }
    }
  }

  private static MetaTrainingSettings settings(JsonNode train) {
    JsonNode optimiser = train.get("opt");
    return new MetaTrainingSettings(
        1,
        train.get("predparam_wd").asDouble(),
        new AdamW(
            optimiser.get("betas").get(0).asDouble(),
            optimiser.get("betas").get(1).asDouble(),
            optimiser.get("eps").asDouble(),
            optimiser.get("wd").asDouble(),
            optimiser.get("grad_clip").asDouble()),
        0,
        1,
        1,
        1,
        0);
  }

  private Batch batch(Recording recording) throws IOException {
    if (recording.has("input_ids")) {
      long texts = texts(recording);
      long[] ids = recording.longs("input_ids");
      Tensor all = backend().tensor(ids, texts, ids.length / texts);
      long length = all.size(1);
      return new Batch(all.slice(1, 0, length - 1), all.slice(1, 1, length));
    }
    Shape images = recording.networks().get(0).exampleInput().shape().with(0, IMAGES);
    float[] pixels = SyntheticValues.unit("images", Math.toIntExact(images.elements()));
    long[] targets = Golden.longs(recording.json().get("train").get("targets"));
    return new Batch(
        backend().tensor(pixels, images.toArray()), backend().tensor(targets, targets.length));
  }

  private static void assertAfter(JsonNode after, Map<String, Tensor> parameters) {
    int checked = 0;
    for (Map.Entry<String, Tensor> parameter : parameters.entrySet()) {
      JsonNode recorded = after.path(parameter.getKey());
      if (recorded.isMissingNode() || parameter.getKey().equals(WITHOUT_GRADIENT)) {
        continue;
      }
      double norm = recorded.get("norm").asDouble();
      float[] values = parameter.getValue().toFloats();
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      assertRelative("norm of " + parameter.getKey(), Recording.norm(values), norm);
      assertThat(sum)
          .as("sum of " + parameter.getKey())
          .isCloseTo(
              recorded.get("sum").asDouble(),
              within(Golden.TOLERANCE * norm * Math.sqrt(values.length)));
      checked++;
    }
    assertThat(checked).isGreaterThan(30);
  }

  private static Map<String, Tensor> predicted(Hypernetwork hypernetwork, Network network) {
    Map<String, Tensor> parameters =
        new LinkedHashMap<>(
            hypernetwork
                .predict(List.of(network), new PredictionOptions(0, CUTOFF))
                .get(0)
                .tensors());
    for (ParameterSpec spec : network.parameters()) {
      if (spec.role() == ParameterRole.POSITION) {
        parameters.computeIfPresent(spec.name(), (key, table) -> GoldenClassRow.replaced(table));
      }
    }
    return parameters;
  }

  private Tensor logits(Recording recording, Network network, Map<String, Tensor> parameters)
      throws IOException {
    if (recording.has("input_ids")) {
      long[] ids = recording.longs("input_ids");
      long texts = texts(recording);
      return network.forward(parameters::get, backend().tensor(ids, texts, ids.length / texts));
    }
    NetworkInput input = network.exampleInput();
    Shape images = input.shape().with(0, IMAGES);
    float[] pixels = SyntheticValues.unit("images", Math.toIntExact(images.elements()));
    return network.forward(parameters::get, backend().tensor(pixels, images.toArray()));
  }

  /** Of the logits of texts only the first tokens' were recorded. */
  private static Tensor firstTokens(Tensor logits, Shape recorded) {
    return recorded.rank() == 3 ? logits.slice(1, 0, recorded.size(1)) : logits;
  }

  private static long texts(Recording recording) {
    return recording.shape("input_ids").size(0);
  }

  private Tensor crossEntropy(Recording recording, Tensor logits) throws IOException {
    if (!recording.has("input_ids")) {
      long[] targets = Golden.longs(recording.json().get("train").get("targets"));
      return backend().crossEntropy(logits, backend().tensor(targets, targets.length));
    }
    long texts = texts(recording);
    long[] ids = recording.longs("input_ids");
    Tensor next = backend().tensor(ids, texts, ids.length / texts).slice(1, 1, ids.length / texts);
    Tensor predictions = logits.slice(1, 0, logits.size(1) - 1);
    return backend()
        .crossEntropy(
            predictions.reshape(-1, logits.size(2)), next.reshape(next.shape().elements()));
  }

  /** The norms of the predicted parameters; those that keep their initialisation are left out. */
  private Tensor regularisation(Recording recording, Map<String, Tensor> parameters) {
    double weight = recording.json().get("train").get("predparam_wd").asDouble();
    Tensor sum = backend().full(0, DType.F32, Shape.scalar());
    for (JsonNode parameter : recording.json().get("params")) {
      Tensor tensor = parameters.get(parameter.get("name").asText());
      sum = sum.add(tensor.mul(tensor).sum().sqrt());
    }
    return sum.mul(weight);
  }

  private static void assertGradients(
      Recording recording, Gradients gradients, Map<String, Tensor> variables) throws IOException {
    List<String> checked = new ArrayList<>();
    for (Map.Entry<String, Tensor> variable : variables.entrySet()) {
      String name = variable.getKey();
      JsonNode recorded = recording.json().get("grad").path(name);
      Optional<Tensor> gradient = gradients.of(variable.getValue());
      if (recorded.isNull() || recorded.isMissingNode()) {
        assertThat(gradient).as(name + " is unused").isEmpty();
        continue;
      }
      float[] values = gradient.orElseThrow(() -> new AssertionError(name)).toFloats();
      if (name.equals(WITHOUT_GRADIENT)) {
        for (float value : values) {
          assertThat(Math.abs(value)).as(name).isLessThan(1e-7f);
        }
      } else {
        Recording.assertClose("grad." + name, values, recording.floats("grad." + name));
        assertRelative(
            "norm of grad." + name, Recording.norm(values), recorded.get("norm").asDouble());
      }
      checked.add(name);
    }
    assertThat(checked).hasSizeGreaterThan(30);
  }

  private static double first(JsonNode valueOrList) {
    return valueOrList.isArray() ? valueOrList.get(0).asDouble() : valueOrList.asDouble();
  }

  private static void assertRelative(String what, double actual, double recorded) {
    assertThat(actual)
        .as(what)
        .isCloseTo(recorded, Percentage.withPercentage(100 * Golden.TOLERANCE));
  }
}
