package org.logah.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.logah.api.InvalidInputException;
import org.logah.models.ModelCatalog;
import org.logah.models.ModelConfig;
import org.logah.models.Overrides;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.layout.Layout;

/** The model that is meant by a name or a config.json. */
public final class ModelChoice {
  private static final String CONFIG = "config.json";

  private ModelChoice() {}

  /**
   * The model, in the layout asked for, else that of its config.json, else the family's usual one.
   *
   * @throws InvalidInputException if there is no such model or it is impossible
   */
  public static Layout resolve(String model, Overrides overrides, Optional<String> layout)
      throws IOException {
    Optional<Layout> read = read(model);
    ModelConfig config = read.map(Layout::config).orElseGet(() -> ModelCatalog.get(model));
    ModelConfig changed = config.with(overrides);
    return Layout.of(
        changed, layout.or(() -> read.map(Layout::name)).orElseGet(() -> usual(changed)));
  }

  private static String usual(ModelConfig config) {
    return config instanceof VisionTransformerConfig ? "torchvision" : "hf";
  }

  private static Optional<Layout> read(String model) throws IOException {
    Path file = Path.of(model);
    if (ModelCatalog.names().contains(model)) {
      return Optional.empty();
    }
    if (Files.isDirectory(file)) {
      throw new InvalidInputException(
          "%s is a folder; give a model's name or the %s in it".formatted(model, CONFIG));
    }
    if (!Files.exists(file)) {
      if (model.endsWith(".json") || file.getNameCount() > 1) {
        throw new InvalidInputException("there is no file " + model);
      }
      return Optional.empty();
    }
    try {
      return Optional.of(Layout.fromConfigJson(Files.readString(file)));
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(model + ": it is not text in UTF-8", e);
    } catch (InvalidInputException e) {
      String message = e.getMessage();
      throw new InvalidInputException(
          model
              + (message.startsWith(CONFIG) ? message.substring(CONFIG.length()) : ": " + message),
          e);
    }
  }
}
