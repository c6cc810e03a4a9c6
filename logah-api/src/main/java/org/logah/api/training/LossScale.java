package org.logah.api.training;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;

/**
 * The factor by which a loss is multiplied so that its gradients do not vanish in 16 bits ("Mixed
 * Precision Training", arXiv 1710.03740, section 3.2), adapted as training goes on: halved when a
 * gradient overflows, in which case the step is skipped, and doubled after {@value
 * #GROWTH_INTERVAL} finite steps in a row. It stays between {@value #MINIMUM} and 2⁹⁶. All of its
 * values are powers of two, so scaling rounds nothing.
 *
 * <pre>{@code
 * Gradients found = backend.gradients(scale.scaled(loss), List.copyOf(variables.values()));
 * Optimiser.Step step = optimiser.step(found.byName(variables), learningRate, scale.factor());
 * scale = scale.next(step.applied());
 * }</pre>
 *
 * <p>An immutable value of two plain numbers, which are all that a checkpoint must hold.
 *
 * @param factor a power of two from {@value #MINIMUM} on
 * @param finiteSteps steps without overflow since the factor last changed, below {@value
 *     #GROWTH_INTERVAL}
 */
public record LossScale(double factor, int finiteSteps) {
  /** Smallest factor: below it small gradients are lost for good. */
  public static final int MINIMUM = 1024;

  /** Finite steps in a row after which the factor doubles. */
  public static final int GROWTH_INTERVAL = 100;

  private static final String FACTOR = "lossScale";
  private static final String FINITE_STEPS = "finiteSteps";
  private static final double INITIAL = 65536;
  private static final double GROWTH = 2;
  private static final double BACKOFF = 0.5;

  /** A loss of a billion times this many is not yet infinite in F32. */
  private static final double MAXIMUM = 0x1p96;

  /**
   * @throws InvalidInputException if the numbers are not those of a loss scale, as when a damaged
   *     checkpoint is read
   */
  public LossScale {
    boolean power = Double.doubleToLongBits(factor) << 12 == 0;
    if (!power || !(factor >= MINIMUM && factor <= MAXIMUM)) {
      throw new InvalidInputException(
          "the loss scale %s is not a power of two from %d to 2^96; start anew without it"
              .formatted(factor, MINIMUM));
    }
    if (finiteSteps < 0 || finiteSteps >= GROWTH_INTERVAL) {
      throw new InvalidInputException(
          "%d finite steps of a loss scale are not 0 to %d; start anew without it"
              .formatted(finiteSteps, GROWTH_INTERVAL - 1));
    }
  }

  /** Where training begins: 65536. */
  public static LossScale initial() {
    return new LossScale(INITIAL, 0);
  }

  /** Where training begins on a backend; empty if its precision needs no scale. */
  public static Optional<LossScale> initial(Backend backend) {
    return backend.precision().needsLossScale() ? Optional.of(initial()) : Optional.empty();
  }

  /**
   * The scale in a checkpoint, or where training begins if it was written in a precision without
   * one; empty if the backend's precision needs none.
   *
   * @throws InvalidInputException if it is damaged
   */
  public static Optional<LossScale> resume(TrainingCheckpoint checkpoint, Backend backend) {
    String factor = checkpoint.texts().get(FACTOR);
    if (!backend.precision().needsLossScale() || factor == null) {
      return initial(backend);
    }
    try {
      return Optional.of(
          new LossScale(
              new BigDecimal(factor).doubleValue(),
              Math.toIntExact(checkpoint.number(FINITE_STEPS))));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new InvalidInputException(
          "the checkpoint says that its loss scale is %s after %s finite steps; start anew without it"
              .formatted(factor, checkpoint.texts().get(FINITE_STEPS)),
          e);
    }
  }

  /** What a checkpoint must hold for {@link #resume}. */
  public Map<String, String> texts() {
    return Map.of(
        FACTOR,
        new BigDecimal(factor).toPlainString(),
        FINITE_STEPS,
        Integer.toString(finiteSteps));
  }

  /** The loss to differentiate instead of {@code loss}. */
  public Tensor scaled(Tensor loss) {
    return loss.mul(factor);
  }

  /** The scale of the next step, by whether the gradients of this one were finite. */
  public LossScale next(boolean finite) {
    if (!finite) {
      return new LossScale(Math.max(MINIMUM, factor * BACKOFF), 0);
    }
    return finiteSteps + 1 < GROWTH_INTERVAL
        ? new LossScale(factor, finiteSteps + 1)
        : new LossScale(Math.min(MAXIMUM, factor * GROWTH), 0);
  }
}
