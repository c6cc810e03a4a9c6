package org.logah.api.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.logah.api.Tensor;

/**
 * Two linear maps with an activation between them.
 *
 * @param inner width to inner width
 * @param activation applied to each inner element
 * @param outer inner width to width
 */
public record FeedForward(Linear inner, UnaryOperator<Tensor> activation, Linear outer)
    implements Layer {

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(inner.parameters());
    specs.addAll(outer.parameters());
    return specs;
  }

  @Override
  public Tensor forward(Parameters parameters, Tensor input) {
    return outer.forward(parameters, activation.apply(inner.forward(parameters, input)));
  }
}
