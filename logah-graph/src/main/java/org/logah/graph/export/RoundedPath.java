package org.logah.graph.export;

import java.util.ArrayList;
import java.util.List;

/** A path of horizontal and vertical lines with rounded corners, as SVG path data. */
final class RoundedPath {
  private static final int RADIUS = 9;

  private final List<int[]> points = new ArrayList<>();

  RoundedPath(int x, int y) {
    points.add(new int[] {x, y});
  }

  RoundedPath to(int x, int y) {
    int[] last = points.get(points.size() - 1);
    if (last[0] != x || last[1] != y) {
      points.add(new int[] {x, y});
    }
    return this;
  }

  RoundedPath horizontalTo(int x) {
    return to(x, points.get(points.size() - 1)[1]);
  }

  RoundedPath verticalTo(int y) {
    return to(points.get(points.size() - 1)[0], y);
  }

  /** The value of a {@code d} attribute. */
  String data() {
    StringBuilder data = new StringBuilder("M").append(pair(points.get(0)));
    for (int i = 1; i < points.size() - 1; i++) {
      int[] corner = points.get(i);
      int[] before = points.get(i - 1);
      int[] after = points.get(i + 1);
      int radius = Math.min(RADIUS, Math.min(length(before, corner), length(corner, after)) / 2);
      data.append(" L").append(pair(towards(corner, before, radius)));
      data.append(" Q").append(pair(corner)).append(' ');
      data.append(pair(towards(corner, after, radius)));
    }
    return data.append(" L").append(pair(points.get(points.size() - 1))).toString();
  }

  private static int length(int[] from, int[] to) {
    return Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]);
  }

  private static int[] towards(int[] from, int[] to, int distance) {
    return new int[] {
      from[0] + distance * Integer.signum(to[0] - from[0]),
      from[1] + distance * Integer.signum(to[1] - from[1])
    };
  }

  private static String pair(int[] point) {
    return point[0] + "," + point[1];
  }
}
