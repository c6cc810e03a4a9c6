package org.logah.models;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Tensor;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.Layer;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.MultiHeadAttention;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** Attention and a feed-forward part, each normalised before and added to what came in. */
record TransformerBlock(
    LayerNorm attentionNorm,
    MultiHeadAttention attention,
    LayerNorm feedForwardNorm,
    FeedForward feedForward)
    implements Layer {

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(attentionNorm.parameters());
    specs.addAll(attention.parameters());
    specs.addAll(feedForwardNorm.parameters());
    specs.addAll(feedForward.parameters());
    return specs;
  }

  @Override
  public Tensor forward(Parameters parameters, Tensor input) {
    Tensor attended = attention.forward(parameters, attentionNorm.forward(parameters, input));
    Tensor middle = input.add(attended);
    Tensor transformed =
        feedForward.forward(parameters, feedForwardNorm.forward(parameters, middle));
    return middle.add(transformed);
  }
}
