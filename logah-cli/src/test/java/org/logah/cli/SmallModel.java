package org.logah.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that are predicted in a blink, as config.json files. */
enum SmallModel {
  GPT2_TIED(
      """
      {"model_type": "gpt2", "vocab_size": 90, "n_positions": 20, "n_embd": 32, "n_layer": 2,
       "n_head": 2, "tie_word_embeddings": true}
      """),
  GPT2_UNTIED(
      """
      {"model_type": "gpt2", "vocab_size": 2100, "n_positions": 20, "n_embd": 32, "n_layer": 2,
       "n_head": 2, "tie_word_embeddings": false}
      """),
  LLAMA(
      """
      {"model_type": "llama", "vocab_size": 90, "hidden_size": 32, "intermediate_size": 48,
       "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
       "max_position_embeddings": 32, "tie_word_embeddings": false}
      """),
  /** Wider than what is decoded in both dimensions, so that it is tiled. */
  WIDE(
      """
      {"model_type": "llama", "vocab_size": 90, "hidden_size": 264, "intermediate_size": 2600,
       "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 2,
       "max_position_embeddings": 32, "tie_word_embeddings": false}
      """),
  VIT(
      """
      {"model_type": "vit", "image_size": 32, "patch_size": 16, "hidden_size": 48,
       "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 192,
       "num_labels": 7, "layer_norm_eps": 1e-6}
      """);

  private final String json;

  SmallModel(String json) {
    this.json = json;
  }

  /** The file, made in a folder of its own. */
  Path write(Path folder) {
    try {
      return Files.writeString(
          Files.createDirectories(folder.resolve(name())).resolve("config.json"), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
