package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.tape.TapeBackend;
import org.logah.api.training.AdamW;
import org.logah.api.training.ArchitectureSource;
import org.logah.api.training.Batch;
import org.logah.api.training.BatchSource;
import org.logah.api.training.LearningRate;
import org.logah.api.training.TrainingCheckpoint;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.training.MetaTraining;
import org.logah.ghn.training.MetaTrainingSettings;
import org.logah.ghn.training.TrainingStep;

class MetaTrainingTest {
  private static final int STEPS = 6;
  private static final int TOKENS = 12;

  private final Backend backend = TapeBackend.on(new ReferenceBackend());
  private final HypernetworkConfig config = SmallHypernetworks.lowRank(Family.LANGUAGE, false);

  @TempDir Path folder;

  @AfterEach
  void close() {
    backend.close();
  }

  private static MetaTrainingSettings settings(int metaBatch, double averageDecay) {
    return new MetaTrainingSettings(metaBatch, 3e-5, AdamW.LOGAH, averageDecay, 1, 1, 1, 5);
  }

  private static Network network(long index) {
    return new SmallNetworks.Language(index % 2 == 0 ? 50 : 20, index % 3 == 0 ? 8 : 12);
  }

  private static Batch batch(Backend backend, long index) {
    RandomStream random = RandomStream.named(3, "tokens " + index);
    long[] tokens = new long[TOKENS + 1];
    for (int i = 0; i <= TOKENS; i++) {
      tokens[i] = random.integer(i, 8);
    }
    Tensor all = backend.tensor(tokens, 1, TOKENS + 1);
    return new Batch(all.slice(1, 0, TOKENS), all.slice(1, 1, TOKENS + 1));
  }

  private MetaTraining begin(MetaTrainingSettings settings) {
    return begin(
        settings,
        LearningRate.cosine(1e-3, 2, STEPS),
        MetaTrainingTest::network,
        MetaTrainingTest::batch);
  }

  private MetaTraining begin(
      MetaTrainingSettings settings,
      LearningRate rate,
      ArchitectureSource architectures,
      BatchSource batches) {
    return MetaTraining.begin(
        config,
        MetaTraining.initial(config, settings, backend),
        settings,
        rate,
        architectures,
        batches,
        backend);
  }

  private static Map<String, float[]> values(MetaTraining training) {
    Map<String, float[]> values = new LinkedHashMap<>();
    training.parameters().forEach((name, tensor) -> values.put(name, tensor.toFloats()));
    training
        .averages()
        .ifPresent(
            all -> all.forEach((name, tensor) -> values.put("average " + name, tensor.toFloats())));
    return values;
  }

  @Test
  void theLossOfAMetaBatchIsTheMeanOverItsNetworks() {
    double together;
    try (MetaTraining both = begin(settings(2, 0))) {
      together = both.step().loss();
    }
    double apart = 0;
    for (long place = 0; place < 2; place++) {
      Network alone = network(place);
      MetaTrainingSettings one = settings(1, 0);
      try (MetaTraining single =
          begin(one, step -> 1e-3, index -> alone, MetaTrainingTest::batch)) {
        apart += single.step().loss() / 2;
      }
    }
    assertThat(together).isCloseTo(apart, within(1e-6));
  }

  @Test
  void shardsOfABatchGiveTheStepOfTheWhole() {
    List<Map<String, float[]>> values = new ArrayList<>();
    List<TrainingStep> steps = new ArrayList<>();
    for (int shards = 1; shards <= 2; shards++) {
      MetaTrainingSettings settings =
          new MetaTrainingSettings(2, 3e-5, AdamW.LOGAH, 0, 1, 1, shards, 5);
      try (MetaTraining training =
          begin(
              settings,
              step -> 1e-3,
              MetaTrainingTest::network,
              (on, index) -> {
                Batch one = batch(on, 0);
                Batch other = batch(on, 1);
                Batch third = batch(on, 2);
                return new Batch(
                    on.concat(List.of(one.inputs(), other.inputs(), third.inputs()), 0),
                    on.concat(List.of(one.targets(), other.targets(), third.targets()), 0));
              })) {
        steps.add(training.step());
        values.add(values(training));
      }
    }
    TrainingStep whole = steps.get(0);
    TrainingStep cut = steps.get(1);
    assertThat(cut.crossEntropy()).isCloseTo(whole.crossEntropy(), within(1e-6));
    assertThat(cut.gradientNorm()).isCloseTo(whole.gradientNorm(), withinPercentage(1e-3));
    values
        .get(0)
        .forEach(
            (name, expected) ->
                assertThat(values.get(1).get(name))
                    .as(name)
                    .containsExactly(expected, within(1e-4f)));
  }

  @Test
  void repeatedStepsOnOneBatchLearnIt() {
    MetaTrainingSettings settings = settings(1, 0);
    try (MetaTraining training =
        begin(settings, step -> 1e-2, index -> network(1), (on, index) -> batch(on, 0))) {
      double first = training.step().crossEntropy();
      double last = first;
      for (int i = 0; i < 25; i++) {
        last = training.step().crossEntropy();
      }
      assertThat(last).isLessThan(first - 0.5);
    }
  }

  @Test
  void aStepWithoutAFiniteGradientChangesNothing() {
    MetaTrainingSettings settings = settings(1, 0.5);
    Map<String, Tensor> initial = MetaTraining.initial(config, settings, backend);
    Tensor sound = initial.get("ln.weight");
    initial.put("ln.weight", sound.mul(Double.NaN));
    sound.close();
    try (MetaTraining training =
        MetaTraining.begin(
            config,
            initial,
            settings,
            step -> 1e-2,
            MetaTrainingTest::network,
            MetaTrainingTest::batch,
            backend)) {
      Map<String, float[]> before = values(training);

      TrainingStep step = training.step();

      assertThat(step.applied()).isFalse();
      assertThat(training.steps()).isEqualTo(1);
      values(training).forEach((name, own) -> assertThat(own).as(name).isEqualTo(before.get(name)));
    }
  }

  @Test
  void gainsScaleWhatIsDrawn() {
    MetaTrainingSettings plain = settings(1, 0);
    MetaTrainingSettings scaled =
        new MetaTrainingSettings(1, 3e-5, AdamW.LOGAH, 0, 4, 1.5, 1, plain.seed());
    Map<String, Tensor> once = MetaTraining.initial(config, plain, backend);
    Map<String, Tensor> more = MetaTraining.initial(config, scaled, backend);
    Map<String, Double> factors =
        Map.of(
            "embed.weight", 4.0,
            "decoder.mlp.fc.0.weight", 1.5,
            "decoder.mlp.fc.0.bias", 1.0,
            "decoder.l2.weight", 1.0);
    factors.forEach(
        (name, factor) -> {
          float[] own = once.get(name).toFloats();
          float[] other = more.get(name).toFloats();
          for (int i = 0; i < own.length; i++) {
            assertThat((double) other[i]).as(name).isCloseTo(factor * own[i], within(1e-6));
          }
        });
    once.values().forEach(Tensor::close);
    more.values().forEach(Tensor::close);
  }

  @Test
  void refusesAStateOfAnotherHypernetwork() throws IOException {
    Path file = folder.resolve("state.safetensors");
    try (MetaTraining training = begin(settings(1, 0))) {
      training.save(file, Map.of());
    }
    HypernetworkConfig other = SmallHypernetworks.lowRank(Family.LANGUAGE, true);
    TrainingCheckpoint checkpoint = TrainingCheckpoint.read(file, backend);
    assertThatThrownBy(
            () ->
                MetaTraining.resume(
                    checkpoint,
                    other,
                    settings(1, 0),
                    step -> 1,
                    MetaTrainingTest::network,
                    MetaTrainingTest::batch,
                    backend))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("value/decoder_1d");
    checkpoint.tensors().values().forEach(Tensor::close);
  }

  @Test
  void averagesThatAreNotKeptAnyMoreAreClosed() throws IOException {
    Path file = folder.resolve("state.safetensors");
    try (MetaTraining training = begin(settings(1, 0.5))) {
      training.save(file, Map.of());
    }
    TrainingCheckpoint checkpoint = TrainingCheckpoint.read(file, backend);
    try (MetaTraining resumed =
        MetaTraining.resume(
            checkpoint,
            config,
            settings(1, 0),
            step -> 1,
            MetaTrainingTest::network,
            MetaTrainingTest::batch,
            backend)) {
      assertThat(resumed.averages()).isEmpty();
    }
    assertThat(checkpoint.tensors("average/")).isNotEmpty();
    assertThat(checkpoint.tensors().values()).allMatch(Tensor::isClosed);
  }

  @Test
  void tellsAllImpossibleSettingsAtOnce() {
    assertThatThrownBy(() -> new MetaTrainingSettings(0, -1, AdamW.LOGAH, 1, 0, 1, 0, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "meta-training: the meta-batch is 0, not 1 or more; the regularisation is -1.0, below 0;"
                + " the decay of the average is 1.0, not in [0, 1); the gains are 0.0 and 1.0, not"
                + " both above 0; there are 0 shards, not 1 or more");
  }
}
