package org.logah.models.initialisation;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.logah.api.nn.Network;
import org.logah.models.Gpt2;
import org.logah.models.Gpt2Config;
import org.logah.models.Llama;
import org.logah.models.LlamaConfig;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformer;
import org.logah.models.VisionTransformerConfig;

/**
 * Where the four maps of one attention layer lie.
 *
 * @param name unique in its network
 * @param width width of a token
 * @param heads heads of queries
 * @param keyValueHeads heads of keys and values
 * @param headSize width of a head
 */
record AttentionLayer(
    String name,
    int width,
    int heads,
    int keyValueHeads,
    int headSize,
    Projection query,
    Projection key,
    Projection value,
    Projection output) {

  /**
   * A linear map in a parameter.
   *
   * @param parameter its name
   * @param block the part of the parameter
   * @param outputFirst whether rows are outputs, as in PyTorch's Linear
   */
  record Projection(String parameter, MatrixBlock block, boolean outputFirst) {}

  List<Projection> projections() {
    return List.of(query, key, value, output);
  }

  /** The layers of a network; empty for a family whose layers are not known. */
  static Optional<List<AttentionLayer>> of(Network network) {
    if (network instanceof VisionTransformer vit) {
      return each(
          "encoder.layers.encoder_layer_%d.self_attention",
          vit.config(), AttentionLayer::fusedRows);
    }
    if (network instanceof Gpt2 gpt) {
      return each("transformer.h.%d.attn", gpt.config(), AttentionLayer::fusedColumns);
    }
    if (network instanceof Llama llama) {
      return each("model.layers.%d.self_attn", llama.config(), AttentionLayer::separate);
    }
    return Optional.empty();
  }

  private static <C extends ModelConfig> Optional<List<AttentionLayer>> each(
      String prefix, C config, BiFunction<String, C, AttentionLayer> layer) {
    return Optional.of(
        IntStream.range(0, config.layers())
            .mapToObj(i -> layer.apply(prefix.formatted(i), config))
            .toList());
  }

  /** torchvision: query, key and value are three blocks of rows. */
  private static AttentionLayer fusedRows(String name, VisionTransformerConfig config) {
    int width = config.width();
    String fused = name + ".in_proj_weight";
    return new AttentionLayer(
        name,
        width,
        config.heads(),
        config.heads(),
        width / config.heads(),
        new Projection(fused, new MatrixBlock(0, 0, width, width), true),
        new Projection(fused, new MatrixBlock(width, 0, width, width), true),
        new Projection(fused, new MatrixBlock(2 * width, 0, width, width), true),
        new Projection(name + ".out_proj.weight", new MatrixBlock(0, 0, width, width), true));
  }

  /** GPT-2's Conv1D: query, key and value are three blocks of columns, and rows are inputs. */
  private static AttentionLayer fusedColumns(String name, Gpt2Config config) {
    int width = config.width();
    String fused = name + ".c_attn.weight";
    return new AttentionLayer(
        name,
        width,
        config.heads(),
        config.heads(),
        width / config.heads(),
        new Projection(fused, new MatrixBlock(0, 0, width, width), false),
        new Projection(fused, new MatrixBlock(0, width, width, width), false),
        new Projection(fused, new MatrixBlock(0, 2 * width, width, width), false),
        new Projection(name + ".c_proj.weight", new MatrixBlock(0, 0, width, width), false));
  }

  private static AttentionLayer separate(String name, LlamaConfig config) {
    int width = config.width();
    int queries = config.heads() * config.headSize();
    int keys = config.keyValueHeads() * config.headSize();
    return new AttentionLayer(
        name,
        width,
        config.heads(),
        config.keyValueHeads(),
        config.headSize(),
        new Projection(name + ".q_proj.weight", new MatrixBlock(0, 0, queries, width), true),
        new Projection(name + ".k_proj.weight", new MatrixBlock(0, 0, keys, width), true),
        new Projection(name + ".v_proj.weight", new MatrixBlock(0, 0, keys, width), true),
        new Projection(name + ".o_proj.weight", new MatrixBlock(0, 0, width, queries), true));
  }
}
