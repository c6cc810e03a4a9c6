package org.logah.api.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.NamedShapes;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;

/**
 * Trains one network on labelled data with AdamW, from whatever initial values. A step is a
 * function of the state and its number alone, so that a run which was stopped gives the same as one
 * that was not. Owns its tensors; not for several threads.
 */
public final class SupervisedTraining implements AutoCloseable {
  private static final String STEP = "step";
  private static final String OPTIMISER = "optimiser/";

  private final Network network;
  private final SupervisedSettings settings;
  private final LearningRate learningRate;
  private final BatchSource batches;
  private final Backend backend;
  private final Optimiser optimiser;
  private final DataParallel parallel;
  private Optional<LossScale> scale;
  private long step;

  private SupervisedTraining(
      Network network,
      SupervisedSettings settings,
      LearningRate learningRate,
      BatchSource batches,
      Backend backend,
      Optimiser optimiser,
      Optional<LossScale> scale,
      long step) {
    this.network = network;
    this.settings = settings;
    this.learningRate = learningRate;
    this.batches = batches;
    this.backend = backend;
    this.optimiser = optimiser;
    this.parallel = new DataParallel(settings.shards());
    this.scale = scale;
    this.step = step;
  }

  /**
   * Begins with these values, which are taken over, and must belong to no scope.
   *
   * @param initial one tensor for each parameter of the network
   * @param batches one for each step
   * @throws InvalidInputException naming every missing, unexpected or misshapen tensor
   */
  public static SupervisedTraining begin(
      Network network,
      Map<String, Tensor> initial,
      SupervisedSettings settings,
      LearningRate learningRate,
      BatchSource batches,
      Backend backend) {
    Map<String, Shape> found = new LinkedHashMap<>();
    initial.forEach((name, tensor) -> found.put(name, tensor.shape()));
    NamedShapes.requireEqual("the initialisation", shapes(network), found);
    return new SupervisedTraining(
        network,
        settings,
        learningRate,
        batches,
        backend,
        Optimiser.begin(initial, settings.optimiser()),
        LossScale.initial(backend),
        0);
  }

  /**
   * Goes on from a checkpoint, whose tensors are taken over.
   *
   * @throws InvalidInputException naming all that is missing from it or does not fit; the tensors
   *     stay the caller's
   */
  public static SupervisedTraining resume(
      TrainingCheckpoint checkpoint,
      Network network,
      SupervisedSettings settings,
      LearningRate learningRate,
      BatchSource batches,
      Backend backend) {
    Optional<LossScale> scale = LossScale.resume(checkpoint, backend);
    long step = checkpoint.number(STEP);
    return new SupervisedTraining(
        network,
        settings,
        learningRate,
        batches,
        backend,
        Optimiser.resume(shapes(network), checkpoint.tensors(OPTIMISER), settings.optimiser()),
        scale,
        step);
  }

  private static Map<String, Shape> shapes(Network network) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (ParameterSpec spec : network.parameters()) {
      shapes.put(spec.name(), spec.shape());
    }
    return shapes;
  }

  /**
   * Writes everything that {@link #resume} needs but the settings and sources, which the caller
   * keeps.
   *
   * @param texts the caller's, stored next to it
   */
  public void save(Path file, Map<String, String> texts) throws IOException {
    try (Scope scope = backend.openScope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      optimiser.state().forEach((name, tensor) -> tensors.put(OPTIMISER + name, tensor));
      Map<String, String> all = new LinkedHashMap<>(texts);
      all.put(STEP, Long.toString(step));
      scale.ifPresent(present -> all.putAll(present.texts()));
      new TrainingCheckpoint(all, tensors).write(file);
    }
  }

  /** What is trained. */
  public Network network() {
    return network;
  }

  /** How many steps have been taken. */
  public long steps() {
    return step;
  }

  /** The parameters of the network as they are now, until the next step. */
  public Map<String, Tensor> parameters() {
    return optimiser.parameters();
  }

  /** Takes the next step. */
  public SupervisedStep step() {
    long number = step;
    double rate = learningRate.at(number);
    try (Scope scope = backend.openScope()) {
      Batch batch = batches.batch(backend, number);
      double factor = scale.map(LossScale::factor).orElse(1.0);
      DataParallel.Differentiated found =
          parallel.differentiate(
              optimiser.parameters(),
              batch,
              factor,
              (variables, examples) ->
                  network.loss(
                      variables::get,
                      examples.inputs(),
                      examples.targets(),
                      settings.labelSmoothing()));
      Optimiser.Step taken = optimiser.step(found.gradients(), rate, factor);
      scale = scale.map(present -> present.next(taken.applied()));
      step = number + 1;
      return new SupervisedStep(number, found.loss(), rate, taken.gradientNorm(), taken.applied());
    }
  }

  @Override
  public void close() {
    parallel.close();
    optimiser.close();
  }
}
