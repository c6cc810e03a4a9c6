package org.logah.models.initialisation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;

/**
 * Attention that looks like that of trained transformers (Trockman and Kolter, "Mimetic
 * initialization of self-attention layers", arXiv 2305.09828): for inputs as rows, W_q W_kᵀ of each
 * head is close to a random matrix plus a multiple of the identity, and W_v W_proj is a random
 * matrix plus another multiple. The positions of a vision transformer begin as sines and cosines.
 * All other parameters are as in {@link RandomInitialisation}.
 *
 * <p>Defined for vision transformers whose width is a multiple of 4, for GPT-2, and for Llama with
 * as many key-value heads as heads and heads that fill the width.
 *
 * @param queryKey what the product of query and key is close to, in each head
 * @param valueOutput what the product of value and output projection is
 */
public record MimeticInitialisation(Target queryKey, Target valueOutput) implements Initialisation {
  /** The values that the paper recommends for vision transformers. */
  public static final MimeticInitialisation PUBLISHED =
      new MimeticInitialisation(new Target(0.7, 0.7), new Target(0.4, -0.4));

  /**
   * A random matrix, {@code noise} Z + {@code identity} I, where the elements of Z are normal with
   * variance 1 / width.
   */
  public record Target(double noise, double identity) {}

  @Override
  public String name() {
    return "mimetic";
  }

  @Override
  public StoredParameters initialise(Network network, Backend backend, long seed) {
    Map<String, AttentionLayer> layers = new HashMap<>();
    for (AttentionLayer layer : requireLayers(network)) {
      layer.projections().forEach(projection -> layers.put(projection.parameter(), layer));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    MimeticAttention attention = null;
    for (ParameterSpec spec : network.parameters()) {
      AttentionLayer layer = layers.get(spec.name());
      if (layer != null) {
        // The parameters of a layer follow each other, so one layer is held at a time.
        if (attention == null || !attention.layer().equals(layer)) {
          attention = MimeticAttention.of(layer, this, seed);
        }
        tensors.put(spec.name(), backend.tensor(attention.values(spec), spec.shape().toArray()));
      } else if (spec.role() == ParameterRole.POSITION) {
        tensors.put(
            spec.name(),
            backend.tensor(SinusoidalPositions.values(spec.shape()), spec.shape().toArray()));
      } else {
        tensors.put(spec.name(), StoredParameters.draw(spec, backend, seed));
      }
    }
    return new StoredParameters(tensors);
  }

  private static List<AttentionLayer> requireLayers(Network network) {
    List<AttentionLayer> layers =
        AttentionLayer.of(network)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "mimetic initialisation knows the attention of vision transformers, GPT-2"
                            + " and Llama, not of %s; choose random or orthogonal"
                                .formatted(network.getClass().getSimpleName())));
    AttentionLayer first = layers.get(0);
    if (first.keyValueHeads() != first.heads()) {
      throw new InvalidInputException(
          "mimetic initialisation gives each head a key of its own, but here %d heads share %d keys;"
                  .formatted(first.heads(), first.keyValueHeads())
              + " choose random or orthogonal");
    }
    if (first.heads() * first.headSize() != first.width()) {
      throw new InvalidInputException(
          "mimetic initialisation needs heads that fill the width of %d, not %d heads of %d; choose"
                  .formatted(first.width(), first.heads(), first.headSize())
              + " random or orthogonal");
    }
    return layers;
  }
}
