package org.logah.ghn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.InvalidInputException;

/**
 * Everything that fixes a hypernetwork but the values of its parameters.
 *
 * @param family vision embeds 15 primitives, language 18
 * @param hidden hid, width of a node state
 * @param layers Graphormer layers
 * @param heads attention heads, a divisor of {@code hidden}
 * @param classes outputs of the vision classifiers it was made for
 * @param maxShape largest out, in, kernel height and kernel width; weights of larger out or in are
 *     tiled. The dense decoder, of which height and width must be equal, refuses larger kernels;
 *     the low-rank one decodes any that fit its rows
 * @param decoder which decoder
 * @param weightNorm whether predictions are normalised by fan-in (vision) or scale (language)
 * @param finalNorm whether a layer normalisation follows the Graphormer
 * @param widths what it makes of the widths of networks
 */
public record HypernetworkConfig(
    Family family,
    int hidden,
    int layers,
    int heads,
    int classes,
    List<Integer> maxShape,
    DecoderConfig decoder,
    boolean weightNorm,
    boolean finalNorm,
    WidthHandling widths) {

  /** What the target networks process. */
  public enum Family {
    VISION,
    LANGUAGE
  }

  /**
   * Checks everything at once.
   *
   * @throws InvalidInputException naming every field that is impossible
   */
  public HypernetworkConfig {
    maxShape = List.copyOf(maxShape);
    List<String> problems = new ArrayList<>();
    requirePositive(problems, "hidden", hidden);
    requirePositive(problems, "layers", layers);
    requirePositive(problems, "heads", heads);
    requirePositive(problems, "classes", classes);
    if (hidden % 4 != 0) {
      problems.add("hidden is %d, not a multiple of 4".formatted(hidden));
    }
    if (heads > 0 && hidden % heads != 0) {
      problems.add("hidden %d does not divide by %d heads".formatted(hidden, heads));
    }
    if (maxShape.size() != 4 || maxShape.stream().anyMatch(size -> size < 1)) {
      problems.add("maxShape is %s, not four positive sizes".formatted(maxShape));
    }
    if (decoder instanceof DecoderConfig.LowRank lowRank) {
      requirePositive(problems, "rank", lowRank.rank());
      requirePositive(problems, "maxRows", lowRank.maxRows());
    } else {
      if (widths.rowGrid() > 0) {
        problems.add("a grid of rows needs the low-rank decoder");
      }
      if (maxShape.size() == 4 && !maxShape.get(2).equals(maxShape.get(3))) {
        problems.add(
            "maxShape has kernels of %d x %d, but the dense decoder decodes square ones"
                .formatted(maxShape.get(2), maxShape.get(3)));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException("hypernetwork configuration: " + String.join("; ", problems));
    }
  }

  /** With widths as published. */
  public HypernetworkConfig(
      Family family,
      int hidden,
      int layers,
      int heads,
      int classes,
      List<Integer> maxShape,
      DecoderConfig decoder,
      boolean weightNorm,
      boolean finalNorm) {
    this(
        family,
        hidden,
        layers,
        heads,
        classes,
        maxShape,
        decoder,
        weightNorm,
        finalNorm,
        WidthHandling.PUBLISHED);
  }

  /** This configuration with another handling of widths. */
  public HypernetworkConfig withWidths(WidthHandling changed) {
    return new HypernetworkConfig(
        family, hidden, layers, heads, classes, maxShape, decoder, weightNorm, finalNorm, changed);
  }

  /** This configuration with another number of rows that are decoded at most. */
  public HypernetworkConfig withMaxOut(int rows) {
    List<Integer> changed = new ArrayList<>(maxShape);
    changed.set(0, rows);
    return new HypernetworkConfig(
        family, hidden, layers, heads, classes, changed, decoder, weightNorm, finalNorm, widths);
  }

  private static void requirePositive(List<String> problems, String field, int value) {
    if (value < 1) {
      problems.add("%s is %d, not positive".formatted(field, value));
    }
  }
}
