package org.logah.models;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.InvalidInputException;

/** The models known by name, at the sizes they were published with. */
public final class ModelCatalog {
  private static final LlamaConfig.Attention FUSED = LlamaConfig.Attention.FUSED;
  private static final Map<String, ModelConfig> MODELS = new LinkedHashMap<>();

  static {
    gpt2("gpt2", 768, 12, 12);
    gpt2("gpt2-medium", 1024, 24, 16);
    gpt2("gpt2-large", 1280, 36, 20);
    gpt2("gpt2-xl", 1600, 48, 25);
    vit("vit-tiny-16", 16, 12, 3, 192);
    vit("vit-small-16", 16, 12, 6, 384);
    vit("vit-base-16", 16, 12, 12, 768);
    vit("vit-base-32", 32, 12, 12, 768);
    vit("vit-large-16", 16, 24, 16, 1024);
    vit("vit-large-32", 32, 24, 16, 1024);
    vit("vit-huge-14", 14, 32, 16, 1280);
    MODELS.put("llama-small", llama2(288, 768, 6, 6).with(6, 1024, 10000, null, true, FUSED));
    MODELS.put("llama-2-7b", llama2(4096, 11008, 32, 32));
    MODELS.put("llama-2-13b", llama2(5120, 13824, 40, 40));
    MODELS.put("llama-2-70b", llama2(8192, 28672, 80, 64).with(8, 4096, 10000, null, false, FUSED));
    llama3("llama-3-8b", 4096, 14336, 32, 32, 8192, null, false);
    llama3("llama-3.1-8b", 4096, 14336, 32, 32, 131072, stretched(8), false);
    llama3("llama-3.2-1b", 2048, 8192, 16, 32, 131072, stretched(32), true);
    llama3("llama-3.2-3b", 3072, 8192, 28, 24, 131072, stretched(32), true);
  }

  private ModelCatalog() {}

  private static void gpt2(String name, int width, int layers, int heads) {
    MODELS.put(name, new Gpt2Config(50257, 1024, width, layers, heads));
  }

  private static void vit(String name, int patch, int layers, int heads, int hidden) {
    MODELS.put(
        name, new VisionTransformerConfig(224, patch, layers, heads, hidden, 4 * hidden, 1000));
  }

  private static LlamaConfig llama2(int width, int intermediate, int layers, int heads) {
    return LlamaConfig.llama2(32000, width, intermediate, layers, heads);
  }

  private static void llama3(
      String name,
      int width,
      int intermediate,
      int layers,
      int heads,
      int positions,
      RotaryScaling scaling,
      boolean tied) {
    MODELS.put(
        name,
        LlamaConfig.llama2(128256, width, intermediate, layers, heads)
            .with(8, positions, 500000, scaling, tied, FUSED));
  }

  private static RotaryScaling stretched(double factor) {
    return new RotaryScaling(factor, 1, 4, 8192);
  }

  /** Every name, grouped by family. */
  public static List<String> names() {
    return List.copyOf(MODELS.keySet());
  }

  /**
   * The configuration of a name.
   *
   * @throws InvalidInputException for a name that is unknown, with the nearest one and all others
   */
  public static ModelConfig get(String name) {
    ModelConfig config = MODELS.get(name);
    if (config == null) {
      throw new InvalidInputException(
          "there is no model %s; did you mean %s? Known are %s"
              .formatted(name, nearest(name), String.join(", ", MODELS.keySet())));
    }
    return config;
  }

  private static String nearest(String name) {
    return MODELS.keySet().stream()
        .min(Comparator.comparingInt(known -> EditDistance.between(known, name)))
        .orElseThrow();
  }
}
