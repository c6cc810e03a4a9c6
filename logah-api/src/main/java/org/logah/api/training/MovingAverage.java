package org.logah.api.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Tensor;

/** The exponential moving average (EMA) of parameters under training, which it owns. */
public final class MovingAverage implements AutoCloseable {
  private final double decay;
  private final Map<String, Tensor> averages;

  private MovingAverage(double decay, Map<String, Tensor> averages) {
    if (!(decay > 0 && decay < 1)) {
      throw new InvalidInputException(
          "moving average: decay is %s, not between 0 and 1".formatted(decay));
    }
    this.decay = decay;
    this.averages = averages;
  }

  /** Begins at these values. */
  public static MovingAverage begin(Map<String, Tensor> parameters, double decay) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) -> {
          try (Scope scope = value.backend().openScope()) {
            copies.put(name, scope.release(value.mul(1)));
          }
        });
    return new MovingAverage(decay, copies);
  }

  /** Goes on from these averages, which are its own from now on. */
  public static MovingAverage resume(Map<String, Tensor> averages, double decay) {
    return new MovingAverage(decay, new LinkedHashMap<>(averages));
  }

  /** Moves every average towards its parameter: decay times itself plus the rest of that. */
  public void update(Map<String, Tensor> parameters) {
    parameters.forEach(
        (name, value) -> {
          Tensor before = averages.get(name);
          try (Scope scope = value.backend().openScope()) {
            Tensor after = before.add(value.sub(before).mul(1 - decay));
            averages.put(name, scope.release(after));
          }
          before.close();
        });
  }

  /** The averages by name, which stay its own until the next update. */
  public Map<String, Tensor> averages() {
    return Map.copyOf(averages);
  }

  @Override
  public void close() {
    averages.values().forEach(Tensor::close);
  }
}
