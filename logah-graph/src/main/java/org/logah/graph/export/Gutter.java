package org.logah.graph.export;

import java.util.ArrayList;
import java.util.List;

/**
 * The vertical lanes between two columns, in which edges run past nodes without meeting each other.
 * Lanes are counted from either side; lane 0 is the one next to the nodes.
 */
final class Gutter {
  /** Distance between lanes, in pixels. */
  static final int LANE = 12;

  private static final int BORDER = 14;

  private final List<List<int[]>> fromLeft = new ArrayList<>();
  private final List<List<int[]>> fromRight = new ArrayList<>();

  /** The first lane from the left that is free from one height to another, now taken. */
  int takeFromLeft(int oneHeight, int otherHeight) {
    return take(fromLeft, oneHeight, otherHeight);
  }

  /** The first lane from the right that is free from one height to another, now taken. */
  int takeFromRight(int oneHeight, int otherHeight) {
    return take(fromRight, oneHeight, otherHeight);
  }

  private static int take(List<List<int[]>> lanes, int oneHeight, int otherHeight) {
    int[] span = {Math.min(oneHeight, otherHeight), Math.max(oneHeight, otherHeight)};
    int lane = 0;
    while (lane < lanes.size() && lanes.get(lane).stream().anyMatch(taken -> meet(taken, span))) {
      lane++;
    }
    if (lane == lanes.size()) {
      lanes.add(new ArrayList<>());
    }
    lanes.get(lane).add(span);
    return lane;
  }

  private static boolean meet(int[] a, int[] b) {
    return a[0] <= b[1] && b[0] <= a[1];
  }

  /** Width in pixels. */
  int width() {
    int lanes = fromLeft.size() + fromRight.size();
    return 2 * BORDER + LANE * Math.max(0, lanes - 1);
  }

  /** Distance of a lane from the side that it is counted from, in pixels. */
  static int distance(int lane) {
    return BORDER + lane * LANE;
  }
}
