package org.logah.api.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.api.safetensors.TensorSource;

/**
 * Everything that a training run needs to go on as if it had never stopped: a safetensors file with
 * tensors, and texts as its metadata. It appears under its name only when it is complete.
 *
 * @param texts by name
 * @param tensors by name
 */
public record TrainingCheckpoint(Map<String, String> texts, Map<String, Tensor> tensors) {
  private static final String FORMAT = "format";
  private static final String VALUE = "logah-training";
  private static final String VERSION = "version";
  private static final String CURRENT = "1";

  /** Writes a checkpoint, in place of one that may be there. */
  public void write(Path file) throws IOException {
    List<TensorDeclaration> declarations = new ArrayList<>();
    tensors.forEach(
        (name, tensor) ->
            declarations.add(new TensorDeclaration(name, tensor.dtype(), tensor.shape())));
    Map<String, String> metadata = new TreeMap<>(texts);
    metadata.put(FORMAT, VALUE);
    metadata.put(VERSION, CURRENT);
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, declarations, metadata)) {
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        writer.write(entry.getKey(), entry.getValue());
      }
      writer.commit();
    }
  }

  /**
   * Reads a checkpoint; the tensors belong to the caller.
   *
   * @throws InvalidInputException if the file is no checkpoint of training, or of another version
   */
  public static TrainingCheckpoint read(Path file, Backend backend) throws IOException {
    try (TensorSource source = TensorSource.open(file)) {
      Map<String, String> texts = new LinkedHashMap<>(source.metadata());
      if (!VALUE.equals(texts.remove(FORMAT)) || !CURRENT.equals(texts.remove(VERSION))) {
        throw new InvalidInputException(
            "%s is no checkpoint of training, version %s".formatted(file, CURRENT));
      }
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      try (Scope scope = backend.openScope()) {
        for (String name : source.tensors().keySet()) {
          tensors.put(name, source.load(name, backend));
        }
        tensors.values().forEach(scope::release);
      }
      return new TrainingCheckpoint(texts, tensors);
    }
  }

  /**
   * A text that is a whole number.
   *
   * @throws InvalidInputException if it is missing or none
   */
  public long number(String name) {
    try {
      return Long.parseLong(String.valueOf(texts.get(name)));
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          "the checkpoint says that its %s is %s, not a whole number"
              .formatted(name, texts.get(name)),
          e);
    }
  }

  /** The tensors whose names begin with a prefix, by the rest of their names. */
  public Map<String, Tensor> tensors(String prefix) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return found;
  }
}
