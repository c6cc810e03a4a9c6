package org.logah.ghn;

import java.util.List;

/** Configurations that decode in milliseconds. */
final class SmallHypernetworks {
  static final int MAX_ROWS = 256;
  static final int MAX_WIDTH = 16;

  private SmallHypernetworks() {}

  static HypernetworkConfig lowRank(HypernetworkConfig.Family family, boolean vectorDecoder) {
    return new HypernetworkConfig(
        family,
        8,
        2,
        2,
        10,
        List.of(MAX_WIDTH, MAX_WIDTH, 4, 4),
        new DecoderConfig.LowRank(3, MAX_ROWS, vectorDecoder),
        true,
        true);
  }

  static HypernetworkConfig dense() {
    return new HypernetworkConfig(
        HypernetworkConfig.Family.VISION,
        8,
        2,
        2,
        10,
        List.of(MAX_WIDTH, MAX_WIDTH, 4, 4),
        new DecoderConfig.Dense(),
        true,
        true);
  }
}
