package org.logah.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.Backend;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.random.RandomStream;
import org.logah.api.training.AdamW;
import org.logah.api.training.Batch;
import org.logah.api.training.LearningRate;
import org.logah.api.training.TrainingCheckpoint;
import org.logah.ghn.DecoderConfig;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.training.MetaTraining;
import org.logah.ghn.training.MetaTrainingSettings;
import org.logah.ghn.training.TrainingStep;
import org.logah.models.Gpt2Config;

/** Training that was stopped and resumed gives, bit for bit, what training that was not gives. */
abstract class ResumedTraining extends BackendParity {
  private static final int STEPS = 3;
  private static final int TEXTS = 3;
  private static final int TOKENS = 6;
  private static final int VOCABULARY = 70;
  private static final MetaTrainingSettings SETTINGS =
      new MetaTrainingSettings(2, 3e-5, AdamW.LOGAH, 0.9, 1, 1, 2, 5);
  private static final HypernetworkConfig CONFIG =
      new HypernetworkConfig(
          HypernetworkConfig.Family.LANGUAGE,
          16,
          2,
          2,
          10,
          List.of(32, 32, 16, 16),
          new DecoderConfig.LowRank(4, 512, false),
          true,
          true);

  @TempDir Path folder;

  private static Network network(long index) {
    int width = index % 2 == 0 ? 16 : 24;
    int layers = index % 3 == 0 ? 1 : 2;
    return new Gpt2Config(VOCABULARY, TOKENS, width, layers, 2, false, 1e-5, 0.02).network();
  }

  private static Batch batch(Backend backend, long index) {
    RandomStream random = RandomStream.named(3, "tokens " + index);
    long[] tokens = new long[TEXTS * (TOKENS + 1)];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = random.integer(i, VOCABULARY);
    }
    Tensor all = backend.tensor(tokens, TEXTS, TOKENS + 1);
    return new Batch(all.slice(1, 0, TOKENS), all.slice(1, 1, TOKENS + 1));
  }

  private MetaTraining begin() {
    return MetaTraining.begin(
        CONFIG,
        MetaTraining.initial(CONFIG, SETTINGS, backend()),
        SETTINGS,
        LearningRate.cosine(1e-3, 2, STEPS),
        ResumedTraining::network,
        ResumedTraining::batch,
        backend());
  }

  private MetaTraining resume(Path file) throws IOException {
    return MetaTraining.resume(
        TrainingCheckpoint.read(file, backend()),
        CONFIG,
        SETTINGS,
        LearningRate.cosine(1e-3, 2, STEPS),
        ResumedTraining::network,
        ResumedTraining::batch,
        backend());
  }

  private static Map<String, float[]> values(MetaTraining training) {
    Map<String, float[]> values = new LinkedHashMap<>();
    training.parameters().forEach((name, tensor) -> values.put(name, tensor.toFloats()));
    training
        .averages()
        .orElseThrow()
        .forEach((name, tensor) -> values.put("average " + name, tensor.toFloats()));
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void givesTheSameBits(int stop) throws IOException {
    Path file = folder.resolve("state.safetensors");
    List<TrainingStep> expectedSteps = new ArrayList<>();
    Map<String, float[]> expected;
    try (MetaTraining whole = begin()) {
      while (whole.steps() < STEPS) {
        expectedSteps.add(whole.step());
      }
      expected = values(whole);
    }
    List<TrainingStep> steps = new ArrayList<>();
    try (MetaTraining first = begin()) {
      while (first.steps() < stop) {
        steps.add(first.step());
      }
      first.save(file, Map.of("note", "of the caller"));
    }
    try (MetaTraining second = resume(file)) {
      assertThat(second.steps()).isEqualTo(stop);
      while (second.steps() < STEPS) {
        steps.add(second.step());
      }
      assertThat(steps).isEqualTo(expectedSteps);
      Map<String, float[]> resumed = values(second);
      assertThat(resumed.keySet()).isEqualTo(expected.keySet());
      resumed.forEach((name, own) -> assertThat(own).as(name).isEqualTo(expected.get(name)));
    }
  }
}
