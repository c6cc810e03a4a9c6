package org.logah.api.tape;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.logah.api.AdamWStep;
import org.logah.api.Backend;
import org.logah.api.Gradients;
import org.logah.api.Operands;
import org.logah.api.Scope;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/**
 * Another backend's numbers, and gradients besides: reverse-mode differentiation, for which each
 * operation that depends on a variable is recorded as it is computed.
 *
 * <p>What an operation saves for its gradient lives as long as a tensor that was computed from it
 * is open, whether or not the operands are, and goes as soon as {@link #gradients} has used it or
 * the last such tensor is closed. What depends on no variable is not recorded and costs nothing.
 *
 * <p>Comparisons, {@code argmax} and casts to integers have no derivative; what they yield is a
 * constant to everything after them. Gradients have no gradients. The backend may be used from
 * several threads at once if the one underneath may.
 */
public final class TapeBackend extends TapeImageLayers {
  private TapeBackend(Backend inner) {
    super(inner);
  }

  /** A tape over a backend, which is closed with it. */
  public static TapeBackend on(Backend inner) {
    return new TapeBackend(inner);
  }

  @Override
  public AdamWStep.Result adamW(
      Tensor parameter, Tensor gradient, AdamWStep.Moments moments, AdamWStep step) {
    Operands.require(this, "adamW", parameter, gradient, moments.mean(), moments.square());
    try (Scope scope = inner.openScope()) {
      AdamWStep.Result result =
          inner.adamW(
              value(parameter),
              value(gradient),
              new AdamWStep.Moments(value(moments.mean()), value(moments.square())),
              step);
      return new AdamWStep.Result(
          unrecorded(scope, result.parameter()),
          new AdamWStep.Moments(
              unrecorded(scope, result.moments().mean()),
              unrecorded(scope, result.moments().square())));
    }
  }

  private Tensor unrecorded(Scope scope, Tensor tensor) {
    return unrecorded(new SharedTensor(scope.release(tensor)));
  }

  @Override
  public Tensor variable(Tensor values) {
    Operands.requireFloating(this, "variable", values);
    return new TapeTensor(
        this,
        ((TapeTensor) values).value().retain(),
        Optional.of(TapeNode.ofVariable()),
        Optional.empty());
  }

  /**
   * The gradients of a scalar, which is then no longer differentiable; nor is anything else that
   * depends on what was differentiated on the way.
   *
   * @throws IllegalStateException if the loss or what it depends on was differentiated before, or
   *     if it depends on variables through an operation without a derivative only
   */
  @Override
  public Gradients gradients(Tensor loss, List<Tensor> variables) {
    Operands.requireFloating(this, "gradients", loss);
    Operands.require(this, "gradients", variables.toArray(new Tensor[0]));
    if (loss.shape().elements() != 1) {
      throw new ShapeMismatchException(
          "gradients: the loss has shape %s, not one element".formatted(loss.shape()));
    }
    IdentityHashMap<Tensor, TapeNode> nodes = new IdentityHashMap<>();
    for (Tensor variable : variables) {
      nodes.put(variable, variableNode(variable));
    }
    Map<TapeNode, SharedTensor> found = differentiate((TapeTensor) loss, nodes);
    IdentityHashMap<Tensor, Optional<Tensor>> gradients = new IdentityHashMap<>();
    nodes.forEach(
        (variable, node) ->
            gradients.put(variable, Optional.ofNullable(found.get(node)).map(this::unrecorded)));
    return new TapeGradients(gradients);
  }

  private static TapeNode variableNode(Tensor tensor) {
    return ((TapeTensor) tensor)
        .node()
        .filter(TapeNode::isVariable)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "gradients: %s was not made by variable".formatted(tensor)));
  }

  private static Map<TapeNode, SharedTensor> differentiate(
      TapeTensor loss, IdentityHashMap<Tensor, TapeNode> variables) {
    if (loss.node().isPresent()) {
      Set<TapeNode> wanted = new HashSet<>(variables.values());
      return new BackwardPass(loss, loss.node().get(), wanted).run();
    }
    if (loss.obstacle().isPresent()) {
      throw new IllegalStateException(
          "gradients: the loss depends on variables only through %s, which has no derivative"
              .formatted(loss.obstacle().get()));
    }
    return Map.of();
  }

  private Tensor unrecorded(SharedTensor value) {
    return new TapeTensor(this, value, Optional.empty(), Optional.empty());
  }
}
