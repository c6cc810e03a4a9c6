package org.logah.api.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.AdamWStep;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.NamedShapes;

/**
 * Parameters under training with AdamW, and what it remembers of their gradients; it owns them all.
 * A parameter without a gradient is left alone, weight decay included, while one whose gradient is
 * zero decays. Not for several threads.
 */
public final class Optimiser implements AutoCloseable {
  private static final String VALUE = "value/";
  private static final String MEAN = "mean/";
  private static final String SQUARE = "square/";
  private static final String UPDATES = "updates";
  private static final double MIN_NORM = 1e-6;

  private static final class Entry {
    private Tensor value;
    private AdamWStep.Moments moments;
    private long updates;
  }

  /**
   * What a step did.
   *
   * @param gradientNorm Euclidean norm of all gradients together, before clipping
   * @param applied whether parameters changed: not if the norm is infinite or no number
   */
  public record Step(double gradientNorm, boolean applied) {}

  private final AdamW settings;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private Optimiser(AdamW settings) {
    this.settings = settings;
  }

  /** Begins training; the tensors are the optimiser's from now on, and must belong to no scope. */
  public static Optimiser begin(Map<String, Tensor> parameters, AdamW settings) {
    Optimiser optimiser = new Optimiser(settings);
    parameters.forEach(
        (name, value) -> {
          Entry entry = new Entry();
          entry.value = value;
          entry.moments = new AdamWStep.Moments(zeros(value), zeros(value));
          optimiser.entries.put(name, entry);
        });
    return optimiser;
  }

  /** They belong to no scope, as the caller may have one open. */
  private static Tensor zeros(Tensor like) {
    try (Scope scope = like.backend().openScope()) {
      return scope.release(like.backend().full(0, like.dtype(), like.shape()));
    }
  }

  /**
   * Goes on from a {@link #state}, whose tensors are the optimiser's from now on.
   *
   * @throws InvalidInputException naming every missing, unexpected or misshapen tensor
   */
  public static Optimiser resume(
      Map<String, Shape> parameters, Map<String, Tensor> state, AdamW settings) {
    requireState(parameters, state);
    Optimiser optimiser = new Optimiser(settings);
    long[] updates;
    try (Tensor counts = state.get(UPDATES)) {
      updates = counts.toLongs();
    }
    int at = 0;
    for (String name : parameters.keySet()) {
      Entry entry = new Entry();
      entry.value = state.get(VALUE + name);
      entry.moments = new AdamWStep.Moments(state.get(MEAN + name), state.get(SQUARE + name));
      entry.updates = updates[at++];
      optimiser.entries.put(name, entry);
    }
    return optimiser;
  }

  private static void requireState(Map<String, Shape> parameters, Map<String, Tensor> state) {
    Map<String, Shape> expected = new LinkedHashMap<>();
    parameters.forEach(
        (name, shape) -> {
          expected.put(VALUE + name, shape);
          expected.put(MEAN + name, shape);
          expected.put(SQUARE + name, shape);
        });
    expected.put(UPDATES, Shape.of(parameters.size()));
    Map<String, Shape> found = new LinkedHashMap<>();
    state.forEach((name, tensor) -> found.put(name, tensor.shape()));
    NamedShapes.requireEqual("the state of the optimiser", expected, found);
    DType counts = state.get(UPDATES).dtype();
    if (counts != DType.I64) {
      throw new InvalidInputException(
          "the state of the optimiser: %s is %s, not whole numbers (I64)"
              .formatted(UPDATES, counts));
    }
  }

  /**
   * Everything that {@link #resume} needs, by name. The tensors stay the optimiser's, but for the
   * one that counts updates, which belongs to the caller's scope.
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          state.put(VALUE + name, entry.value);
          state.put(MEAN + name, entry.moments.mean());
          state.put(SQUARE + name, entry.moments.square());
        });
    long[] updates = entries.values().stream().mapToLong(entry -> entry.updates).toArray();
    state.put(UPDATES, backend().tensor(updates, updates.length));
    return state;
  }

  /** The values of all parameters, which stay the optimiser's until its next step. */
  public Map<String, Tensor> parameters() {
    Map<String, Tensor> values = new LinkedHashMap<>();
    entries.forEach((name, entry) -> values.put(name, entry.value));
    return values;
  }

  /** The parameters as variables for one step, which belong to the caller's scope. */
  public Map<String, Tensor> variables() {
    Map<String, Tensor> variables = new LinkedHashMap<>();
    entries.forEach((name, entry) -> variables.put(name, backend().variable(entry.value)));
    return variables;
  }

  /**
   * Clips the gradients and takes one step.
   *
   * @param gradients of a loss by the names of the parameters; one without is left alone
   * @param learningRate of this step
   * @param lossScale the loss that was differentiated is so many times the loss that is meant
   */
  public Step step(Map<String, Tensor> gradients, double learningRate, double lossScale) {
    try (Scope scope = backend().openScope()) {
      double norm = norm(List.copyOf(gradients.values())) / lossScale;
      if (!Double.isFinite(norm)) {
        return new Step(norm, false);
      }
      double clip = Math.min(1, settings.maxGradientNorm() / (norm + MIN_NORM));
      gradients.forEach(
          (name, gradient) ->
              update(scope, entries.get(name), gradient, learningRate, clip / lossScale));
      return new Step(norm, true);
    }
  }

  private double norm(List<Tensor> gradients) {
    if (gradients.isEmpty()) {
      return 0;
    }
    List<Tensor> squares = new ArrayList<>();
    for (Tensor gradient : gradients) {
      squares.add(gradient.mul(gradient).sum().reshape(1));
    }
    double sum = 0;
    for (float square : backend().concat(squares, 0).toFloats()) {
      sum += square;
    }
    return Math.sqrt(sum);
  }

  private void update(
      Scope scope, Entry entry, Tensor gradient, double learningRate, double gradientScale) {
    AdamWStep step =
        new AdamWStep(
            entry.updates + 1,
            learningRate,
            settings.beta1(),
            settings.beta2(),
            settings.epsilon(),
            settings.weightDecay(),
            gradientScale);
    AdamWStep.Result result = backend().adamW(entry.value, gradient, entry.moments, step);
    entry.value.close();
    entry.moments.mean().close();
    entry.moments.square().close();
    entry.value = scope.release(result.parameter());
    entry.moments =
        new AdamWStep.Moments(
            scope.release(result.moments().mean()), scope.release(result.moments().square()));
    entry.updates++;
  }

  private Backend backend() {
    return entries.values().iterator().next().value.backend();
  }

  @Override
  public void close() {
    for (Entry entry : entries.values()) {
      entry.value.close();
      entry.moments.mean().close();
      entry.moments.square().close();
    }
  }
}
