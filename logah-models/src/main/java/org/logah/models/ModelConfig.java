package org.logah.models;

import org.logah.api.InvalidInputException;
import org.logah.api.nn.Network;

/** Everything that fixes a model but the values of its parameters. */
public sealed interface ModelConfig permits VisionTransformerConfig, Gpt2Config, LlamaConfig {
  /** What kind of model it is, in a word: {@code vit}, {@code gpt2} or {@code llama}. */
  String family();

  /** Number of blocks. */
  int layers();

  /** Width of a token. */
  int width();

  /** Number of attention heads. */
  int heads();

  /** The network of this configuration. */
  Network network();

  /** Number of values of all parameters; a table that is used twice counts once. */
  default long parameterCount() {
    return network().parameters().stream().mapToLong(spec -> spec.shape().elements()).sum();
  }

  /**
   * This configuration with some settings replaced.
   *
   * @throws InvalidInputException naming every setting that the family does not have, or that leads
   *     to an impossible configuration
   */
  ModelConfig with(Overrides overrides);

  /**
   * A model of as many blocks and of heads as large, but with width, heads and inner width divided.
   *
   * @throws InvalidInputException naming everything that is no multiple of the divisor
   */
  ModelConfig dividedBy(int divisor);
}
