package org.logah.ghn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.logah.api.InvalidInputException;

/** The sizes of LoGAH that the paper trains (table 1). */
public enum HypernetworkPreset {
  TINY(32, 3, 64, 8),
  SMALL(90, 5, 128, 16),
  BASE(128, 5, 256, 16),
  LARGE(256, 12, 256, 16);

  private static final int WIDTH = 2048;
  private static final int KERNEL = 16;
  private static final String PREFIX = "logah-";

  private final int rank;
  private final int layers;
  private final int hidden;
  private final int heads;

  HypernetworkPreset(int rank, int layers, int hidden, int heads) {
    this.rank = rank;
    this.layers = layers;
    this.hidden = hidden;
    this.heads = heads;
  }

  /** The configuration, for classifiers of so many classes (language models have none). */
  public HypernetworkConfig config(HypernetworkConfig.Family family, int classes) {
    return new HypernetworkConfig(
        family,
        hidden,
        layers,
        heads,
        classes,
        List.of(WIDTH, WIDTH, KERNEL, KERNEL),
        new DecoderConfig.LowRank(rank, WIDTH * KERNEL, false),
        true,
        true);
  }

  /** For example {@code logah-tiny}. */
  public String label() {
    return PREFIX + name().toLowerCase(Locale.ROOT);
  }

  /**
   * The preset of a label.
   *
   * @throws InvalidInputException naming the labels that exist
   */
  public static HypernetworkPreset of(String label) {
    for (HypernetworkPreset preset : values()) {
      if (preset.label().equals(label)) {
        return preset;
      }
    }
    String known =
        Arrays.stream(values()).map(HypernetworkPreset::label).collect(Collectors.joining(", "));
    throw new InvalidInputException(
        "there is no hypernetwork preset %s; there are %s".formatted(label, known));
  }
}
