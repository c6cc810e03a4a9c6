package org.logah.models.layout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.models.ModelConfig;

/**
 * One model in the form in which one piece of software keeps it. Immutable.
 *
 * <table>
 * <caption>The layouts of each family, the usual one first</caption>
 * <tr><th>family</th><th>layout</th><th>who loads it</th></tr>
 * <tr><td>gpt2</td><td>hf</td><td>Hugging Face's GPT2LMHeadModel</td></tr>
 * <tr><td>gpt2</td><td>hf-base</td><td>Hugging Face's GPT2Model, Jlama: no {@code transformer.}</td></tr>
 * <tr><td>llama</td><td>hf</td><td>Hugging Face's LlamaForCausalLM</td></tr>
 * <tr><td>vit</td><td>hf</td><td>Hugging Face's ViTForImageClassification</td></tr>
 * <tr><td>vit</td><td>torchvision</td><td>torchvision's VisionTransformer</td></tr>
 * <tr><td>vit</td><td>timm</td><td>timm's VisionTransformer</td></tr>
 * </table>
 */
public final class Layout {
  private static final List<Format<?>> FORMATS =
      List.of(
          new HuggingFaceGpt2("hf", "transformer."),
          new HuggingFaceGpt2("hf-base", ""),
          new HuggingFaceLlama(),
          new HuggingFaceVisionTransformer(),
          new Torchvision(),
          new Timm());

  private final ModelConfig config;
  private final String name;
  private final Bound<?> bound;

  private Layout(ModelConfig config, Bound<?> bound) {
    this.config = config;
    this.name = bound.format().name();
    this.bound = bound;
  }

  /** A format and a configuration of the type it takes. */
  private record Bound<C extends ModelConfig>(Format<C> format, C config) {
    static <C extends ModelConfig> Bound<C> of(Format<C> format, ModelConfig config) {
      return new Bound<>(format, format.configType().cast(config));
    }

    List<ExportedTensor> tensors() {
      return config.network().parameters().stream()
          .flatMap(spec -> format.export(config, spec).stream())
          .toList();
    }

    ObjectNode configJson(DType dtype) {
      return format.writeConfig(config, dtype);
    }

    boolean tolerates(String key) {
      return format.tolerates(config, key);
    }
  }

  /** The layouts that a model can be kept in, the usual one first. */
  public static List<String> namesFor(ModelConfig config) {
    return FORMATS.stream()
        .filter(format -> format.configType().isInstance(config))
        .map(Format::name)
        .toList();
  }

  /**
   * A model in a layout.
   *
   * @throws InvalidInputException if the family has no such layout; the message lists those it has
   */
  public static Layout of(ModelConfig config, String name) {
    return FORMATS.stream()
        .filter(format -> format.configType().isInstance(config) && format.name().equals(name))
        .findFirst()
        .map(format -> new Layout(config, Bound.of(format, config)))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "a model of family %s has no layout %s; choose from %s"
                        .formatted(config.family(), name, String.join(", ", namesFor(config)))));
  }

  /**
   * Reads the config.json of any of the layouts.
   *
   * @param json the text of the file
   * @throws InvalidInputException if it is not JSON or describes no model of a known kind, or
   *     naming every setting that is missing, impossible or not supported
   */
  public static Layout fromConfigJson(String json) {
    ObjectNode root = JsonFields.parse(json);
    for (Format<?> format : FORMATS) {
      if (format.recognises(root)) {
        return of(format.readConfig(root), format.name());
      }
    }
    throw new InvalidInputException(
        "config.json: its model_type is %s and its architecture %s; known are the model types"
                .formatted(root.path("model_type"), root.path("architecture"))
            + " gpt2, llama and vit, and the architectures vision_transformer and vit_*");
  }

  /** The model. */
  public ModelConfig config() {
    return config;
  }

  /** The layout's name, for example {@code hf}. */
  public String name() {
    return name;
  }

  /** The tensors of the file, in the order of the network's parameters and of their rows. */
  public List<ExportedTensor> tensors() {
    return bound.tensors();
  }

  /**
   * The config.json from which the software rebuilds the model.
   *
   * @param dtype element type of the weights beside it
   * @throws InvalidInputException if the software cannot have the model's settings
   */
  public String configJson(DType dtype) {
    return bound.configJson(dtype).toPrettyString() + "\n";
  }

  /**
   * Finds the tensors of this layout in a file, where they may carry or lack a customary prefix and
   * where buffers that hold no parameter are passed over.
   *
   * @param available name and shape of every tensor of the file
   * @return {@link #tensors()} under the names of the file
   * @throws InvalidInputException naming every tensor that is missing, unexpected or misshapen
   */
  public List<ExportedTensor> match(Map<String, Shape> available) {
    return new Matching(tensors(), bound.format()::key, bound::tolerates)
        .find(available, "as a %s in layout %s".formatted(config.family(), name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layout layout
        && config.equals(layout.config)
        && name.equals(layout.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(config, name);
  }

  /** For example {@code layout hf of Gpt2Config[...]}. */
  @Override
  public String toString() {
    return "layout %s of %s".formatted(name, config);
  }
}
