package org.logah.api.nn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Tensor;

/**
 * Self-attention {@code [batch, tokens, width] -> [batch, tokens, width]} whose query, key and
 * value come from one projection, in that order.
 *
 * @param projection width to 3 width
 * @param output width to width
 * @param heads a divisor of the width
 * @param causal whether a token sees only itself and those before it
 */
public record MultiHeadAttention(Linear projection, Linear output, int heads, boolean causal)
    implements Layer {

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(projection.parameters());
    specs.addAll(output.parameters());
    return specs;
  }

  @Override
  public Tensor forward(Parameters parameters, Tensor input) {
    long width = input.size(2);
    Tensor projected = projection.forward(parameters, input);
    Tensor query = split(projected.slice(2, 0, width), heads);
    Tensor key = split(projected.slice(2, width, 2 * width), heads);
    Tensor value = split(projected.slice(2, 2 * width, 3 * width), heads);
    Tensor mixed = input.backend().attention(query, key, value, null, causal);
    return output.forward(parameters, join(mixed));
  }

  /** {@code [batch, tokens, heads * width] -> [batch, heads, tokens, width]}. */
  public static Tensor split(Tensor joined, int heads) {
    return joined
        .reshape(joined.size(0), joined.size(1), heads, joined.size(2) / heads)
        .transpose(1, 2);
  }

  /** {@code [batch, heads, tokens, width] -> [batch, tokens, heads * width]}. */
  public static Tensor join(Tensor split) {
    return split
        .transpose(1, 2)
        .reshape(split.size(0), split.size(2), split.size(1) * split.size(3));
  }
}
