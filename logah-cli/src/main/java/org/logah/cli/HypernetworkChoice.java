package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.nn.Network;
import org.logah.api.safetensors.CorruptFileException;
import org.logah.ghn.HypernetworkCheckpoint;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.PartialParameters;
import org.logah.ghn.PretrainedHypernetwork;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;

/**
 * The hypernetwork that is to predict.
 *
 * @param config its configuration
 * @param name how it is called in messages and metadata
 * @param checkpoint where its parameters are; empty for one that is drawn and untrained
 * @param caveat what the user should know of its predictions
 */
public record HypernetworkChoice(
    HypernetworkConfig config,
    String name,
    Optional<HypernetworkCheckpoint> checkpoint,
    Optional<String> caveat)
    implements AutoCloseable {
  /** What language models have for the number of classes, as in the published checkpoints. */
  private static final int LANGUAGE_CLASSES = 10;

  /**
   * The choice by what a user gave.
   *
   * @param given a checkpoint, the label of one that is shipped, or that of a preset; empty for the
   *     one that is shipped for models of this kind, or else an untrained LoGAH-Tiny
   * @param seed of the parameters of an untrained one
   * @throws InvalidInputException if it is neither, corrupt, or not for models of this kind
   */
  public static HypernetworkChoice of(Optional<String> given, ModelConfig model, long seed)
      throws IOException {
    Path file = Path.of(given.orElse(""));
    if (given.isPresent() && Files.exists(file)) {
      return trained(file.getFileName().toString(), open(file), model, Optional.empty());
    }
    Optional<PretrainedHypernetwork> shipped =
        given.isEmpty()
            ? PretrainedHypernetwork.of(family(model))
            : PretrainedHypernetwork.of(given.get());
    return shipped.isPresent()
        ? trained(
            shipped.get().label(),
            shipped.get().open(),
            model,
            shipped.get().caveat(model.family(), model.width(), model.heads()))
        : untrained(preset(given), model, seed);
  }

  private static HypernetworkChoice trained(
      String name, HypernetworkCheckpoint checkpoint, ModelConfig model, Optional<String> caveat)
      throws IOException {
    HypernetworkChoice choice =
        new HypernetworkChoice(checkpoint.config(), name, Optional.of(checkpoint), caveat);
    if (choice.config.family() != family(model)) {
      choice.close();
      throw new InvalidInputException(
          "%s predicts for models of family %s, but the model is a %s; choose another hypernetwork"
              .formatted(name, choice.config.family(), model.family()));
    }
    return choice;
  }

  /** Whether a file exists under this name is known. */
  private static HypernetworkPreset preset(Optional<String> given) {
    if (given.isEmpty()) {
      return HypernetworkPreset.TINY;
    }
    for (HypernetworkPreset preset : HypernetworkPreset.values()) {
      if (preset.label().equals(given.get())) {
        return preset;
      }
    }
    throw new InvalidInputException(
        "there is no hypernetwork file %s; give a file, a trained one (%s) or a preset (%s)"
            .formatted(
                given.get(),
                Arrays.stream(PretrainedHypernetwork.values())
                    .map(PretrainedHypernetwork::label)
                    .collect(Collectors.joining(", ")),
                Arrays.stream(HypernetworkPreset.values())
                    .map(HypernetworkPreset::label)
                    .collect(Collectors.joining(", "))));
  }

  private static HypernetworkChoice untrained(
      HypernetworkPreset preset, ModelConfig model, long seed) {
    int classes =
        model instanceof VisionTransformerConfig vision ? vision.classes() : LANGUAGE_CLASSES;
    String name = "untrained %s seed %d".formatted(preset.label(), seed);
    return new HypernetworkChoice(
        preset.config(family(model), classes),
        name,
        Optional.empty(),
        Optional.of(
            "the hypernetwork is UNTRAINED (%s): predictions show form and speed, not quality;"
                    .formatted(name)
                + " --ghn FILE gives a trained one"));
  }

  private static HypernetworkCheckpoint open(Path file) throws IOException {
    try {
      return HypernetworkCheckpoint.open(file);
    } catch (CorruptFileException e) {
      if (file.toString().endsWith(".safetensors")) {
        throw e;
      }
      throw new InvalidInputException(
          e.getMessage() + "; if it is a published checkpoint, `logah convert` imports it", e);
    }
  }

  private static Family family(ModelConfig model) {
    return model instanceof VisionTransformerConfig ? Family.VISION : Family.LANGUAGE;
  }

  /**
   * Loads or draws the parameters that predicting for a network reads, which the caller closes;
   * tells what the user should know of them.
   */
  public PartialParameters load(Backend backend, Network network, long seed, PrintWriter err)
      throws IOException {
    caveat.ifPresent(err::println);
    if (checkpoint.isPresent()) {
      return checkpoint.get().load(backend, network);
    }
    return PartialParameters.initial(config, network, backend, seed);
  }

  @Override
  public void close() throws IOException {
    if (checkpoint.isPresent()) {
      checkpoint.get().close();
    }
  }
}
