package org.logah.graph;

import java.util.Arrays;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.logah.api.Shape;

/**
 * The sizes that the shape embedding has rows for, and the row that any size falls on (LoGAH's
 * shape encoder). Two tables: channels (out and in), and spatial sizes of kernels.
 */
public final class ShapeTable {
  private static final int[] LANGUAGE_VOCABULARIES = {32000, 50257, 128256};

  private final int[] channels;
  private final int[] spatial;

  private ShapeTable(int[] channels, int[] spatial) {
    this.channels = channels;
    this.spatial = spatial;
  }

  /**
   * The tables of a hypernetwork.
   *
   * @param classes outputs of the classifiers that it was made for
   * @param maxKernel largest kernel width that it decodes
   * @param language whether the vocabularies of language models have rows
   */
  public static ShapeTable of(int classes, int maxKernel, boolean language) {
    SortedSet<Integer> channels = new TreeSet<>(Arrays.asList(1, 3, classes));
    addSteps(channels, 8, 56, 8);
    addSteps(channels, 64, 4080, 16);
    addSteps(channels, 4096, 8192, 32);
    if (language) {
      for (int vocabulary : LANGUAGE_VOCABULARIES) {
        channels.add(vocabulary);
      }
    }
    SortedSet<Integer> spatial = new TreeSet<>(Arrays.asList(14, 16));
    addSteps(spatial, 1, Math.max(12, maxKernel) - 1, 2);
    return new ShapeTable(sorted(channels), sorted(spatial));
  }

  private static void addSteps(Set<Integer> values, int first, int last, int step) {
    for (int value = first; value <= last; value += step) {
      values.add(value);
    }
  }

  private static int[] sorted(Set<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Rows of the channel embedding, the last one for nodes without a size. */
  public int channelRows() {
    return channels.length + 1;
  }

  /** Rows of the spatial embedding, the last one for nodes without a size. */
  public int spatialRows() {
    return spatial.length + 1;
  }

  /** The row of a number of channels: of the nearest entry, except that 4 to 7 count as 8. */
  public int channelRow(long size) {
    return nearest(channels, size >= 4 && size < 8 ? 8 : size);
  }

  /** The row of a kernel side: of the nearest entry, except that 2 counts as 3. */
  public int spatialRow(long size) {
    return nearest(spatial, size == 2 ? 3 : size);
  }

  /** Where two entries are equally near, the smaller one. */
  private static int nearest(int[] entries, long size) {
    int above = 0;
    while (above < entries.length - 1 && entries[above] < size) {
      above++;
    }
    boolean belowIsNearer = above > 0 && size - entries[above - 1] <= entries[above] - size;
    return belowIsNearer ? above - 1 : above;
  }

  /**
   * Out, in, kernel height and kernel width of a size: a vector counts as {@code [a, 1, 1, 1]}, a
   * matrix as {@code [a, b, 1, 1]} and so on.
   */
  public static long[] fourSizes(Shape size) {
    long[] sizes = {1, 1, 1, 1};
    System.arraycopy(size.toArray(), 0, sizes, 0, Math.min(4, size.rank()));
    return sizes;
  }

  /** Rows for the {@link #fourSizes} of a node of this size. */
  int[] rows(Shape size) {
    long[] sizes = fourSizes(size);
    return new int[] {
      channelRow(sizes[0]), channelRow(sizes[1]), spatialRow(sizes[2]), spatialRow(sizes[3])
    };
  }

  /** The rows of a node without a size. */
  int[] rowsWithoutSize() {
    return new int[] {channels.length, channels.length, spatial.length, spatial.length};
  }
}
