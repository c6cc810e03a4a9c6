package org.logah.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.LinearLayout;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Linear;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.tape.TapeBackend;

class SupervisedTrainingTest {
  private static final LearningRate RATE = LearningRate.cosine(0.05, 2, 12);

  @TempDir Path folder;
  private final ReferenceBackend reference = new ReferenceBackend();
  private final Backend backend = TapeBackend.on(reference);
  private final Network network = new Classifier();

  /** Three classes of two numbers. */
  private static final class Classifier implements Network {
    private final Linear linear =
        new Linear(
            new ParameterSpec(
                "weight",
                Shape.of(3, 2),
                ParameterRole.WEIGHT,
                new InitialDistribution.Uniform(0.5)),
            new ParameterSpec(
                "bias", Shape.of(3), ParameterRole.BIAS, new InitialDistribution.Constant(0)),
            LinearLayout.OUT_IN);

    @Override
    public List<ParameterSpec> parameters() {
      return linear.parameters();
    }

    @Override
    public NetworkInput exampleInput() {
      return new NetworkInput(DType.F32, Shape.of(1, 2));
    }

    @Override
    public Tensor forward(Parameters parameters, Tensor input) {
      return linear.forward(parameters, input);
    }
  }

  private static Batch batch(Backend backend, long index) {
    RandomStream random = new RandomStream(5, index);
    float[] inputs = new float[8];
    long[] targets = new long[4];
    for (int i = 0; i < targets.length; i++) {
      inputs[2 * i] = (float) random.uniform(2L * i) - 0.5f;
      inputs[2 * i + 1] = (float) random.uniform(2L * i + 1) - 0.5f;
      targets[i] = inputs[2 * i] > 0 ? 0 : inputs[2 * i + 1] > 0 ? 1 : 2;
    }
    return new Batch(backend.tensor(inputs, 4, 2), backend.tensor(targets, 4));
  }

  private Map<String, Tensor> initial() {
    return StoredParameters.initial(network.parameters(), backend, 3).tensors();
  }

  private SupervisedTraining begin(double smoothing) {
    return begin(initial(), smoothing);
  }

  private SupervisedTraining begin(Map<String, Tensor> initial, double smoothing) {
    return SupervisedTraining.begin(
        network,
        initial,
        new SupervisedSettings(AdamW.LOGAH, smoothing, 1),
        RATE,
        SupervisedTrainingTest::batch,
        backend);
  }

  @Test
  void outlivesTheScopeInWhichItBegan() {
    Map<String, Tensor> initial = initial();
    SupervisedTraining begun;
    try (Scope scope = backend.openScope()) {
      begun = begin(initial, 0);
    }
    try (begun) {
      assertThat(begun.step().applied()).isTrue();
    }
    assertThat(reference.openBytes()).isZero();
  }

  /** The reference computes with more digits than F32 stores, so they agree to F32's. */
  @Test
  void aRunThatGoesOnFromACheckpointGivesTheSame() throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    try (SupervisedTraining whole = begin(0.1)) {
      double first = whole.step().loss();
      for (int i = 1; i < 5; i++) {
        whole.step();
      }
      whole.save(file, Map.of("mine", "text"));
      TrainingCheckpoint checkpoint = TrainingCheckpoint.read(file, backend);
      assertThat(checkpoint.texts()).containsEntry("mine", "text");
      try (SupervisedTraining resumed =
          SupervisedTraining.resume(
              checkpoint,
              network,
              new SupervisedSettings(AdamW.LOGAH, 0.1, 1),
              RATE,
              SupervisedTrainingTest::batch,
              backend)) {
        assertThat(resumed.steps()).isEqualTo(5);
        SupervisedStep last = null;
        for (int i = 5; i < 12; i++) {
          last = resumed.step();
          SupervisedStep expected = whole.step();
          assertThat(last.number()).isEqualTo(i).isEqualTo(expected.number());
          assertThat(last.learningRate()).isEqualTo(expected.learningRate());
          assertThat(last.loss()).isCloseTo(expected.loss(), within(1e-6));
          assertThat(last.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-6));
        }
        for (String name : whole.parameters().keySet()) {
          assertThat(resumed.parameters().get(name).toFloats())
              .containsExactly(whole.parameters().get(name).toFloats(), within(1e-6f));
        }
        assertThat(last.loss()).isLessThan(first);
        assertThat(last.applied()).isTrue();
      }
    }
    assertThat(reference.openBytes()).isZero();
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    try (Scope scope = backend.openScope()) {
      Map<String, Tensor> other = Map.of("weight", backend.full(0, DType.F32, Shape.of(2, 3)));
      assertThatThrownBy(
              () ->
                  SupervisedTraining.begin(
                      network,
                      other,
                      SupervisedSettings.LOGAH,
                      RATE,
                      SupervisedTrainingTest::batch,
                      backend))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll("missing bias", "misshapen weight");
    }
    assertThatThrownBy(() -> new SupervisedSettings(AdamW.LOGAH, 1, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "supervised training: the label smoothing is 1.0, not in [0, 1); there are 0 shards, not"
                + " 1 or more");
    Path file = Files.writeString(folder.resolve("no.safetensors"), "{}");
    assertThatThrownBy(() -> TrainingCheckpoint.read(file, backend))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void smoothedLabelsAreWhatTheirDefinitionSays() {
    double smoothing = 0.3;
    try (Scope scope = backend.openScope();
        StoredParameters parameters = StoredParameters.initial(network.parameters(), backend, 3)) {
      Batch batch = batch(backend, 0);
      double[] logs =
          network.forward(parameters, batch.inputs()).logSoftmax(1).cast(DType.F64).toDoubles();
      long[] targets = batch.targets().toLongs();
      double expected = 0;
      for (int i = 0; i < targets.length; i++) {
        for (int c = 0; c < 3; c++) {
          double probability = (c == targets[i] ? 1 - smoothing : 0) + smoothing / 3;
          expected -= probability * logs[3 * i + c] / targets.length;
        }
      }
      assertThat(network.loss(parameters, batch.inputs(), batch.targets(), smoothing).item())
          .isCloseTo(expected, within(1e-6));
      assertThat(network.loss(parameters, batch.inputs(), batch.targets(), 0).item())
          .isEqualTo(network.loss(parameters, batch.inputs(), batch.targets()).item());
    }
  }
}
