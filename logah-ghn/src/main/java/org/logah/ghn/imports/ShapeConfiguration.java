package org.logah.ghn.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.logah.api.InvalidInputException;
import org.logah.ghn.DecoderConfig;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;

/**
 * Infers the configuration of GHN-3, whose public files are bare state dicts, from the shapes of
 * its parameters. Weight normalisation leaves no trace in them; all public GHN-3 models have it.
 */
final class ShapeConfiguration {
  private final String file;
  private final Map<String, ImportedTensor> stateDict;
  private final List<String> problems = new ArrayList<>();

  ShapeConfiguration(String file, Map<String, ImportedTensor> stateDict) {
    this.file = file;
    this.stateDict = stateDict;
  }

  HypernetworkConfig infer() {
    if (stateDict.containsKey("decoder.l2.weight")) {
      throw new InvalidInputException(
          "%s: a low-rank hypernetwork without its config, which the shapes alone do not tell; import the trainer's checkpoint"
              .formatted(file));
    }
    Family family = TrainerConfiguration.family(stateDict, problems);
    int hidden = size("embed.weight", 1);
    int layers = layers();
    int heads = size("gnn.0.attn.proj_e.2.weight", 0);
    int classes = size("decoder.class_layer_predictor.1.weight", 0);
    int outputs = size("decoder.class_layer_predictor.1.weight", 1);
    int weights = size("decoder.conv.2.weight", 0);
    int pixels = size("decoder.fc.0.weight", 0);
    boolean complete = problems.isEmpty();
    if (complete && weights % outputs != 0) {
      problems.add(
          "decoder.conv.2.weight has %d rows, no multiple of the %d outputs of the classifier"
              .formatted(weights, outputs));
    }
    int kernel = (int) Math.round(Math.sqrt(pixels / (4.0 * hidden)));
    if (complete && 4L * hidden * kernel * kernel != pixels) {
      problems.add(
          "decoder.fc.0.weight has %d rows, not 4 * %d times a square".formatted(pixels, hidden));
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "%s: not the state dict of a GHN-3: %s".formatted(file, String.join("; ", problems)));
    }
    try {
      return new HypernetworkConfig(
          family,
          hidden,
          layers,
          heads,
          classes,
          List.of(outputs, weights / outputs, kernel, kernel),
          new DecoderConfig.Dense(),
          true,
          stateDict.containsKey("ln.weight"));
    } catch (InvalidInputException e) {
      throw new InvalidInputException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private int layers() {
    int layers = 0;
    while (stateDict.containsKey("gnn.%d.ln1.weight".formatted(layers))) {
      layers++;
    }
    return layers;
  }

  /** A size of a matrix, or 1 with a problem noted. */
  private int size(String name, int dimension) {
    ImportedTensor tensor = stateDict.get(name);
    if (tensor == null || tensor.shape().rank() != 2) {
      String problem = "no matrix " + name;
      if (!problems.contains(problem)) {
        problems.add(problem);
      }
      return 1;
    }
    long size = tensor.shape().size(dimension);
    if (size < 1 || size > Integer.MAX_VALUE) {
      problems.add("%s has shape %s".formatted(name, tensor.shape()));
      return 1;
    }
    return (int) size;
  }
}
