package org.logah.parity;

import java.util.List;
import org.logah.api.Tensor;

/**
 * The class token's row of a positional table, which the recordings fixed instead of drawing it.
 */
final class GoldenClassRow {
  private static final float SCALE = 0.02f;

  private GoldenClassRow() {}

  /** The table with the recordings' row in front; gradients flow through the rest. */
  static Tensor replaced(Tensor table) {
    int width = Math.toIntExact(table.size(2));
    float[] row = SyntheticValues.unit("cls_row", width);
    for (int i = 0; i < width; i++) {
      row[i] *= SCALE;
    }
    return table
        .backend()
        .concat(
            List.of(table.backend().tensor(row, 1, 1, width), table.slice(1, 1, table.size(1))), 1);
  }
}
