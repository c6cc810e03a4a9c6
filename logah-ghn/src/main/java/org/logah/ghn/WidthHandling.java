package org.logah.ghn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.InvalidInputException;
import org.logah.graph.SizeFeatures;

/**
 * What a hypernetwork makes of the widths of networks. As published it knows a width by its row in
 * a table and takes the first rows of the factors, so that a width it was not trained on is strange
 * to it; the alternatives here treat widths as continuous.
 *
 * @param sizes how the sizes of nodes become features
 * @param rowGrid rows of a factor that are decoded for an axis of any width, which resamples them:
 *     row i of n is the mean of the grid's rows from i/n to (i+1)/n of its length. 0 decodes the
 *     axis's own rows
 * @param linearFanIn whether weights shrink with fan-in, as the sum over neighbouring inputs that
 *     resemble each other asks for, instead of with its root
 */
public record WidthHandling(SizeFeatures sizes, int rowGrid, boolean linearFanIn) {
  /** As published. */
  public static final WidthHandling PUBLISHED = new WidthHandling(SizeFeatures.TABLE, 0, false);

  /** Axes shorter than this, such as the channels of an image, keep their own rows. */
  static final int SHORTEST_AXIS = 32;

  /** A weight with more rows for each column than this is a table of tokens or classes. */
  static final int TABLE_RATIO = 8;

  /**
   * Checks everything at once.
   *
   * @throws InvalidInputException naming everything that is impossible
   */
  public WidthHandling {
    List<String> problems = new ArrayList<>();
    if (rowGrid < 0) {
      problems.add("the grid of rows is %d, below 0".formatted(rowGrid));
    }
    if (linearFanIn && rowGrid == 0) {
      problems.add("fan-in is linear without a grid of rows");
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException("widths: " + String.join("; ", problems));
    }
  }
}
