package org.logah.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.logah.api.nn.Network;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.VisionTransformerConfig;

/** The networks that recordings were made for. */
final class GoldenNetworks {
  private static final int GRAPH_VOCABULARY = 100;
  private static final int GRAPH_POSITIONS = 64;
  private static final int GRAPH_WIDTH = 32;
  private static final int GRAPH_HEADS = 4;

  private GoldenNetworks() {}

  static List<Network> of(JsonNode recording) {
    return StreamSupport.stream(recording.get("nets").spliterator(), false)
        .map(GoldenNetworks::network)
        .toList();
  }

  /** Sizes that a recording of a graph leaves out are those it was made with. */
  static Network network(JsonNode net) {
    String type = net.get("type").asText();
    int classes = net.path("num_classes").asInt(1000);
    return switch (type) {
      case "SmallCNN (gold_dense.py)" -> new SmallConvolutionalNetwork();
      case "torchvision convnext_tiny" -> new ConvNeXt(classes);
      case "torchvision resnet18",
          "torchvision resnet50",
          "torchvision resnext50_32x4d",
          "torchvision wide_resnet50_2" ->
          ResidualNetwork.of(type.substring("torchvision ".length()), classes);
      case "torchvision VisionTransformer" ->
          new VisionTransformerConfig(
                  net.get("image_size").asInt(),
                  net.get("patch_size").asInt(),
                  net.get("num_layers").asInt(),
                  net.get("num_heads").asInt(),
                  net.get("hidden_dim").asInt(),
                  net.get("mlp_dim").asInt(),
                  classes)
              .network();
      case "torchvision vit_b_16" ->
          new VisionTransformerConfig(224, 16, 12, 12, 768, 3072, classes).network();
      case "GPT2LMHeadModel" ->
          new Gpt2Config(
                  net.path("vocab_size").asInt(GRAPH_VOCABULARY),
                  net.path("n_positions").asInt(GRAPH_POSITIONS),
                  net.get("n_embd").asInt(),
                  net.get("n_layer").asInt(),
                  net.path("n_head").asInt(GRAPH_HEADS),
                  net.get("tie_word_embeddings").asBoolean(),
                  net.path("layer_norm_epsilon").asDouble(1e-5),
                  net.path("initializer_range").asDouble(0.02))
              .network();
      case "LlamaForCausalLM" -> llama(net);
      default -> throw new IllegalArgumentException(net.toString());
    };
  }

  private static Network llama(JsonNode net) {
    int width = net.path("hidden_size").asInt(GRAPH_WIDTH);
    int heads = net.path("num_attention_heads").asInt(GRAPH_HEADS);
    return new LlamaConfig(
            net.path("vocab_size").asInt(GRAPH_VOCABULARY),
            width,
            net.path("intermediate_size").asInt(2 * GRAPH_WIDTH),
            net.get("num_hidden_layers").asInt(),
            heads,
            net.get("num_key_value_heads").asInt(),
            width / heads,
            GRAPH_POSITIONS,
            net.path("rms_norm_eps").asDouble(1e-6),
            net.path("rope_theta").asDouble(10000),
            null,
            net.get("tie_word_embeddings").asBoolean(),
            net.path("initializer_range").asDouble(0.02),
            net.get("attn").asText().equals("sdpa")
                ? LlamaConfig.Attention.FUSED
                : LlamaConfig.Attention.EAGER)
        .network();
  }
}
