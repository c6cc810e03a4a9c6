package org.logah.ghn.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.NamedShapes;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.training.ArchitectureSource;
import org.logah.api.training.Batch;
import org.logah.api.training.BatchSource;
import org.logah.api.training.DataParallel;
import org.logah.api.training.LearningRate;
import org.logah.api.training.LossScale;
import org.logah.api.training.MovingAverage;
import org.logah.api.training.Optimiser;
import org.logah.api.training.TrainingCheckpoint;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.PredictedParameters;
import org.logah.ghn.PredictionOptions;

/**
 * Trains a hypernetwork on architectures and data (GHN-3 section 4, LoGAH section 4): every step
 * predicts the parameters of some networks, takes their loss on a batch of data, and moves the
 * hypernetwork against the gradient. A step is a function of the state and its number alone, so
 * that a run which was stopped gives the same as one that was not. Owns its tensors; not for
 * several threads.
 */
public final class MetaTraining implements AutoCloseable {
  private static final String STEP = "step";
  private static final String OPTIMISER = "optimiser/";
  private static final String AVERAGE = "average/";
  private static final String DECODER_PERCEPTRON = "decoder.mlp.";

  private final HypernetworkConfig config;
  private final MetaTrainingSettings settings;
  private final LearningRate learningRate;
  private final ArchitectureSource architectures;
  private final BatchSource batches;
  private final Backend backend;
  private final Optimiser optimiser;
  private final DataParallel parallel;
  private final Optional<MovingAverage> average;
  private Optional<LossScale> scale;
  private long step;

  private MetaTraining(
      HypernetworkConfig config,
      MetaTrainingSettings settings,
      LearningRate learningRate,
      ArchitectureSource architectures,
      BatchSource batches,
      Backend backend,
      Optimiser optimiser,
      Optional<MovingAverage> average,
      Optional<LossScale> scale,
      long step) {
    this.config = config;
    this.settings = settings;
    this.learningRate = learningRate;
    this.architectures = architectures;
    this.batches = batches;
    this.backend = backend;
    this.optimiser = optimiser;
    this.parallel = new DataParallel(settings.shards());
    this.average = average;
    this.scale = scale;
    this.step = step;
  }

  /**
   * Begins with parameters that {@link #initial} drew, or others; they are taken over, and must
   * belong to no scope.
   *
   * @param batches one for each step
   */
  public static MetaTraining begin(
      HypernetworkConfig config,
      Map<String, Tensor> initial,
      MetaTrainingSettings settings,
      LearningRate learningRate,
      ArchitectureSource architectures,
      BatchSource batches,
      Backend backend) {
    return new MetaTraining(
        config,
        settings,
        learningRate,
        architectures,
        batches,
        backend,
        Optimiser.begin(initial, settings.optimiser()),
        settings.averageDecay() == 0
            ? Optional.empty()
            : Optional.of(MovingAverage.begin(initial, settings.averageDecay())),
        LossScale.initial(backend),
        0);
  }

  /** Draws the parameters of a new hypernetwork, which belong to the caller. */
  public static Map<String, Tensor> initial(
      HypernetworkConfig config, MetaTrainingSettings settings, Backend backend) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (ParameterSpec spec : Hypernetwork.parameters(config)) {
      double gain = gain(spec, settings);
      try (Scope scope = backend.openScope()) {
        Tensor drawn = StoredParameters.draw(spec, backend, settings.seed());
        parameters.put(spec.name(), scope.release(gain == 1 ? drawn : drawn.mul(gain)));
      }
    }
    return parameters;
  }

  private static double gain(ParameterSpec spec, MetaTrainingSettings settings) {
    if (spec.role() == ParameterRole.EMBEDDING) {
      return settings.embeddingGain();
    }
    boolean weight = spec.role() == ParameterRole.WEIGHT;
    return weight && spec.name().startsWith(DECODER_PERCEPTRON) ? settings.decoderGain() : 1;
  }

  /**
   * Goes on from a checkpoint, whose tensors are taken over; moving averages are closed if none are
   * to be kept.
   *
   * @throws InvalidInputException naming what is missing from it or does not fit, of the averages
   *     or of the optimiser; the tensors stay the caller's
   */
  public static MetaTraining resume(
      TrainingCheckpoint checkpoint,
      HypernetworkConfig config,
      MetaTrainingSettings settings,
      LearningRate learningRate,
      ArchitectureSource architectures,
      BatchSource batches,
      Backend backend) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (ParameterSpec spec : Hypernetwork.parameters(config)) {
      shapes.put(spec.name(), spec.shape());
    }
    Map<String, Tensor> averages = checkpoint.tensors(AVERAGE);
    if (settings.averageDecay() > 0) {
      NamedShapes.requireEqual("the moving averages", shapes, shapes(averages));
    }
    long step = checkpoint.number(STEP);
    Optional<LossScale> scale = LossScale.resume(checkpoint, backend);
    Optimiser optimiser =
        Optimiser.resume(shapes, checkpoint.tensors(OPTIMISER), settings.optimiser());
    if (settings.averageDecay() == 0) {
      averages.values().forEach(Tensor::close);
    }
    return new MetaTraining(
        config,
        settings,
        learningRate,
        architectures,
        batches,
        backend,
        optimiser,
        settings.averageDecay() == 0
            ? Optional.empty()
            : Optional.of(MovingAverage.resume(averages, settings.averageDecay())),
        scale,
        step);
  }

  private static Map<String, Shape> shapes(Map<String, Tensor> tensors) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /**
   * Everything that {@link #resume} needs but the settings and sources, which the caller keeps.
   *
   * @param texts the caller's, stored next to it
   */
  public void save(Path file, Map<String, String> texts) throws IOException {
    try (Scope scope = backend.openScope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      optimiser.state().forEach((name, tensor) -> tensors.put(OPTIMISER + name, tensor));
      average.ifPresent(
          present ->
              present.averages().forEach((name, tensor) -> tensors.put(AVERAGE + name, tensor)));
      Map<String, String> all = new LinkedHashMap<>(texts);
      all.put(STEP, Long.toString(step));
      scale.ifPresent(present -> all.putAll(present.texts()));
      new TrainingCheckpoint(all, tensors).write(file);
    }
  }

  /** How many steps have been taken. */
  public long steps() {
    return step;
  }

  /** The parameters of the hypernetwork as they are now, until the next step. */
  public Map<String, Tensor> parameters() {
    return optimiser.parameters();
  }

  /** The moving averages of the parameters, until the next step; empty if none are kept. */
  public Optional<Map<String, Tensor>> averages() {
    return average.map(MovingAverage::averages);
  }

  /** Takes the next step. */
  public TrainingStep step() {
    long number = step;
    double rate = learningRate.at(number);
    try (Scope scope = backend.openScope()) {
      Map<String, Tensor> variables = optimiser.variables();
      List<Network> networks = networks(number);
      List<PredictedParameters> predictions =
          new Hypernetwork(config, variables::get)
              .predict(
                  networks,
                  new PredictionOptions(
                      settings.seed() + number, PredictionOptions.TRAINING_CUTOFF));
      Batch batch = batches.batch(backend, number);
      double factor = scale.map(LossScale::factor).orElse(1.0);
      double share = 1.0 / networks.size();
      double crossEntropy = 0;
      List<Tensor> values = new ArrayList<>();
      List<Tensor> slopes = new ArrayList<>();
      List<Tensor> norms = new ArrayList<>();
      for (int i = 0; i < networks.size(); i++) {
        PredictedParameters predicted = predictions.get(i);
        Map<String, Tensor> parts = predicted.parts();
        DataParallel.Differentiated found =
            differentiate(networks.get(i), predicted, parts, batch, factor * share);
        crossEntropy += found.loss() * share;
        found
            .gradients()
            .forEach(
                (name, gradient) -> {
                  values.add(parts.get(name).reshape(-1));
                  slopes.add(gradient.reshape(-1));
                });
        for (String name : predicted.predicted()) {
          norms.add(predicted.squaredNorm(name).reshape(1));
        }
      }
      Tensor norm = backend.concat(norms, 0).sqrt().sum().mul(settings.regularisation() * share);
      Tensor linear = backend.concat(values, 0).mul(backend.concat(slopes, 0)).sum();
      Map<String, Tensor> gradients =
          backend
              .gradients(linear.add(norm.mul(factor)), List.copyOf(variables.values()))
              .byName(variables);
      Optimiser.Step taken = optimiser.step(gradients, rate, factor);
      scale = scale.map(present -> present.next(taken.applied()));
      if (taken.applied()) {
        average.ifPresent(present -> present.update(optimiser.parameters()));
      }
      step = number + 1;
      return new TrainingStep(
          number, crossEntropy, norm.item(), rate, taken.gradientNorm(), taken.applied());
    }
  }

  /**
   * With respect to what is predicted. The sum of predicted parts times these gradients, as
   * constants, has the gradients of the loss with respect to the hypernetwork: so only this part
   * must be done in shards.
   */
  private DataParallel.Differentiated differentiate(
      Network network,
      PredictedParameters predicted,
      Map<String, Tensor> parts,
      Batch batch,
      double factor) {
    return parallel.differentiate(
        parts,
        batch,
        factor,
        (variables, examples) ->
            network.loss(predicted.withParts(variables), examples.inputs(), examples.targets()));
  }

  private List<Network> networks(long number) {
    return IntStream.range(0, settings.metaBatch())
        .mapToObj(place -> architectures.network(number * settings.metaBatch() + place))
        .toList();
  }

  @Override
  public void close() {
    parallel.close();
    optimiser.close();
    average.ifPresent(MovingAverage::close);
  }
}
