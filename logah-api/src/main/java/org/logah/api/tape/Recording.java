package org.logah.api.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.logah.api.Backend;
import org.logah.api.Tensor;

/** The result of one operation while it is noted down how gradients flow back through it. */
final class Recording {
  private final Backend tape;
  private final String operation;
  private final SharedTensor value;
  private final List<TapeEdge> edges = new ArrayList<>();
  private Optional<String> obstacle = Optional.empty();

  Recording(Backend tape, String operation, Tensor value) {
    this.tape = tape;
    this.operation = operation;
    this.value = new SharedTensor(value);
  }

  /** How the gradient reaches an operand ({@code null} is passed over), and what that takes. */
  Recording vjp(Tensor operand, Vjp vjp, Tensor... saved) {
    return edge(operand, vjp, List.of(), saved);
  }

  /** As {@link #vjp}, where the operation's result is saved too, ahead of the others. */
  Recording vjpOfResult(Tensor operand, Vjp vjp, Tensor... saved) {
    return edge(operand, vjp, List.of(value), saved);
  }

  private Recording edge(Tensor operand, Vjp vjp, List<SharedTensor> first, Tensor... others) {
    if (operand == null) {
      return this;
    }
    TapeTensor own = (TapeTensor) operand;
    obstacle = obstacle.or(own::obstacle);
    if (own.node().isPresent()) {
      List<SharedTensor> saved = new ArrayList<>(first);
      for (Tensor other : others) {
        saved.add(((TapeTensor) other).value());
      }
      saved.forEach(SharedTensor::retain);
      edges.add(new TapeEdge(own.node().get().retain(), vjp, saved));
    }
    return this;
  }

  /** Says that the operation has no derivative with respect to an operand. */
  Recording withoutDerivative(Tensor operand) {
    TapeTensor own = (TapeTensor) operand;
    if (obstacle.isEmpty()) {
      obstacle = own.node().isPresent() ? Optional.of(operation) : own.obstacle();
    }
    return this;
  }

  Tensor result() {
    return edges.isEmpty()
        ? new TapeTensor(tape, value, Optional.empty(), obstacle)
        : new TapeTensor(
            tape, value, Optional.of(TapeNode.ofOperation(operation, edges)), Optional.empty());
  }
}
