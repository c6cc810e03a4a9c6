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
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model is meant: a name or a config.json, and what to change about it. */
final class ModelArguments {
  private static final String CONFIG = "config.json";

  @Parameters(
      paramLabel = "MODEL",
      description = "A model's name, as `logah info` lists them, or a config.json.")
  private String model;

  @Option(names = "--image-size", paramLabel = "PIXELS", description = "Side of the image.")
  private Integer imageSize;

  @Option(names = "--patch-size", paramLabel = "PIXELS", description = "Side of a patch.")
  private Integer patchSize;

  @Option(names = "--classes", paramLabel = "N", description = "Outputs of a classifier.")
  private Integer classes;

  @ArgGroup private Tying tying = new Tying();

  /** As given. */
  String text() {
    return model;
  }

  /**
   * The model, in the layout that its config.json has or that is usual for its family.
   *
   * @throws InvalidInputException if there is no such model or it is impossible
   */
  Layout resolve(Optional<String> layout) throws IOException {
    Optional<Layout> read = read();
    ModelConfig config = read.map(Layout::config).orElseGet(() -> ModelCatalog.get(model));
    ModelConfig changed = config.with(new Overrides(imageSize, patchSize, classes, tying.chosen()));
    return Layout.of(
        changed, layout.or(() -> read.map(Layout::name)).orElseGet(() -> usual(changed)));
  }

  private static String usual(ModelConfig config) {
    return config instanceof VisionTransformerConfig ? "torchvision" : "hf";
  }

  private Optional<Layout> read() throws IOException {
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
