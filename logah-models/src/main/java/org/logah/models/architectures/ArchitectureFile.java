package org.logah.models.architectures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.AtomicFile;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.layout.Layout;

/**
 * Architectures as a text in UTF-8, one to a line. Each line is a config.json as {@link Layout}
 * reads it: torchvision's for vision transformers, Hugging Face's for language models. Blank lines
 * are passed over.
 */
public final class ArchitectureFile {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CONFIG = "config.json: ";
  private static final int MOST_PROBLEMS = 100;

  private ArchitectureFile() {}

  /** The line of a file for an architecture, without the end of the line. */
  public static String line(ModelConfig config) {
    String layout = config instanceof VisionTransformerConfig ? "torchvision" : "hf";
    try {
      ObjectNode root = (ObjectNode) JSON.readTree(Layout.of(config, layout).configJson(DType.F32));
      // An architecture says nothing of the type of its weights.
      root.remove("torch_dtype");
      return root.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration was written as something else than JSON", e);
    }
  }

  /** Writes a file, under its name only once it is complete. */
  public static void write(Path file, List<? extends ModelConfig> configs) throws IOException {
    AtomicFile.write(
        file, configs.stream().map(config -> line(config) + "\n").collect(Collectors.joining()));
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException if there is no such file, it is no text or holds no architecture;
   *     or naming every line that describes none and all that is wrong with it
   */
  public static List<ModelConfig> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          Files.isDirectory(file)
              ? "%s is a folder; give a file of architectures in it".formatted(file)
              : "there is no file " + file);
    }
    List<ModelConfig> configs = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          parse(line, number, configs, problems);
        }
      }
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": it is not text in UTF-8", e);
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(describe(file, problems));
    }
    if (configs.isEmpty()) {
      throw new InvalidInputException(
          file + ": it holds no architecture; give one config.json to a line");
    }
    return List.copyOf(configs);
  }

  private static void parse(
      String line, int number, List<ModelConfig> configs, List<String> problems) {
    try {
      configs.add(Layout.fromConfigJson(line).config());
    } catch (InvalidInputException e) {
      String problem = e.getMessage();
      problems.add(
          "line %d: %s"
              .formatted(
                  number,
                  problem.startsWith(CONFIG) ? problem.substring(CONFIG.length()) : problem));
    }
  }

  private static String describe(Path file, List<String> problems) {
    String told = problems.stream().limit(MOST_PROBLEMS).collect(Collectors.joining("; "));
    int rest = problems.size() - MOST_PROBLEMS;
    return file + ": " + told + (rest > 0 ? "; and %d more lines".formatted(rest) : "");
  }
}
