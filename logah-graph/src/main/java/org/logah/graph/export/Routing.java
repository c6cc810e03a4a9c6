package org.logah.graph.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.logah.graph.ComputationGraph;

/**
 * The way of every edge. One to the next level runs straight down; one past other levels leaves at
 * the side, runs down a lane of the gutter and comes back in, so that residual connections show;
 * one to the next column runs up the gutter between; one to a column beyond runs above all rows.
 */
final class Routing {
  /** Between what leaves or enters a node at its side and the middle of the box. */
  private static final int OFF_MIDDLE = 8;

  private static final int TRACK = 8;

  /** Tracks of neighbouring nodes in the gap between two rows do not coincide. */
  private static final int TRACKS_IN_GAP = 3;

  private final Grid grid;
  private final List<Route> routes = new ArrayList<>();
  private final List<Gutter> gutters = new ArrayList<>();
  private int tracksAbove;
  private final int[] columnLeft;

  /**
   * An edge and its lane; an edge to a column beyond also has a track above all rows, and another
   * lane beside the column where it ends.
   */
  private record Route(int from, int to, Side side, int lane, int track, int lastLane) {}

  Routing(ComputationGraph graph, Grid grid) {
    this.grid = grid;
    for (int i = 0; i <= grid.columns(); i++) {
      gutters.add(new Gutter());
    }
    List<int[]> edges = new ArrayList<>();
    for (int from = 0; from < graph.nodes().size(); from++) {
      for (int to : graph.successors(from)) {
        edges.add(new int[] {from, to});
      }
    }
    // Short edges take the inner lanes, and those that leave the column the outermost.
    edges.sort(
        Comparator.<int[]>comparingInt(edge -> grid.column(edge[1]) - grid.column(edge[0]))
            .thenComparingInt(edge -> grid.level(edge[1]) - grid.level(edge[0])));
    edges.forEach(edge -> routes.add(route(edge[0], edge[1])));
    columnLeft = new int[grid.columns()];
    int left = 0;
    for (int column = 0; column < columnLeft.length; column++) {
      left += gutters.get(column).width();
      columnLeft[column] = left;
      left += grid.columnWidth(column);
    }
  }

  private Route route(int from, int to) {
    int column = grid.column(from);
    int columns = grid.column(to) - column;
    if (columns == 0 && grid.level(to) - grid.level(from) == 1) {
      return new Route(from, to, Side.RIGHT, -1, -1, -1);
    }
    if (columns == 0) {
      Side side = side(from, to);
      int exit = exitHeight(from, side);
      int entry = entryHeight(to, side);
      int lane =
          side == Side.RIGHT
              ? gutters.get(column + 1).takeFromLeft(exit, entry)
              : gutters.get(column).takeFromRight(exit, entry);
      return new Route(from, to, side, lane, -1, -1);
    }
    Gutter gutter = gutters.get(column + 1);
    int exit = exitHeight(from, Side.RIGHT);
    int entry = entryHeight(to, Side.LEFT);
    if (columns == 1) {
      return new Route(from, to, Side.RIGHT, gutter.takeFromLeft(exit, entry), -1, -1);
    }
    int track = tracksAbove++;
    int lane = gutter.takeFromLeft(exit, trackHeight(track));
    int lastLane = gutters.get(grid.column(to)).takeFromRight(trackHeight(track), entry);
    return new Route(from, to, Side.RIGHT, lane, track, lastLane);
  }

  /** The side that either end is nearer to, else the right. */
  private Side side(int from, int to) {
    for (int node : new int[] {from, to}) {
      boolean left = grid.isOutermost(node, Side.LEFT);
      if (left != grid.isOutermost(node, Side.RIGHT)) {
        return left ? Side.LEFT : Side.RIGHT;
      }
    }
    return Side.RIGHT;
  }

  private int gapTrack(int node) {
    return 5 + 4 * (grid.position(node) % TRACKS_IN_GAP);
  }

  private int exitHeight(int node, Side side) {
    return grid.isOutermost(node, side)
        ? grid.top(node) + Grid.BOX_HEIGHT / 2 + OFF_MIDDLE
        : grid.top(node) + Grid.BOX_HEIGHT + gapTrack(node);
  }

  private int entryHeight(int node, Side side) {
    return grid.isOutermost(node, side)
        ? grid.top(node) + Grid.BOX_HEIGHT / 2 - OFF_MIDDLE
        : grid.top(node) - gapTrack(node);
  }

  private static int trackHeight(int track) {
    return -TRACK * (track + 2);
  }

  /** How far edges rise above the first row. */
  int heightAbove() {
    return tracksAbove == 0 ? 0 : -trackHeight(tracksAbove);
  }

  int width() {
    int last = columnLeft.length - 1;
    return columnLeft[last] + grid.columnWidth(last) + gutters.get(last + 1).width();
  }

  /** Left side of a node. */
  int left(int node) {
    return columnLeft[grid.column(node)] + grid.indent(node);
  }

  private int middle(int node) {
    return left(node) + Grid.BOX_WIDTH / 2;
  }

  private int atSide(int node, Side side) {
    return side == Side.LEFT ? left(node) : left(node) + Grid.BOX_WIDTH;
  }

  private int lane(int column, Side side, int lane) {
    int distance = Gutter.distance(lane);
    return side == Side.LEFT
        ? columnLeft[column] - distance
        : columnLeft[column] + grid.columnWidth(column) + distance;
  }

  /** Takes an edge: its ends, whether it passes other levels, and its path. */
  interface EdgeConsumer<E extends Exception> {
    void accept(int from, int to, boolean passing, String path) throws E;
  }

  <E extends Exception> void forEach(EdgeConsumer<E> consumer) throws E {
    for (Route route : routes) {
      boolean passing = route.lane() >= 0;
      String path = passing ? passing(route) : straight(route);
      consumer.accept(route.from(), route.to(), passing, path);
    }
  }

  private String straight(Route route) {
    int x = middle(route.from());
    int y = grid.top(route.from()) + Grid.BOX_HEIGHT;
    int endX = middle(route.to());
    int endY = grid.top(route.to());
    int middleY = (y + endY) / 2;
    return "M" + x + "," + y + " C" + x + "," + middleY + " " + endX + "," + middleY + " " + endX
        + "," + endY;
  }

  private String passing(Route route) {
    int from = route.from();
    int to = route.to();
    int exit = exitHeight(from, route.side());
    int lane = lane(grid.column(from), route.side(), route.lane());
    RoundedPath path;
    if (grid.isOutermost(from, route.side())) {
      path = new RoundedPath(atSide(from, route.side()), exit);
    } else {
      path = new RoundedPath(middle(from), grid.top(from) + Grid.BOX_HEIGHT).verticalTo(exit);
    }
    path.horizontalTo(lane);
    Side entered = grid.column(from) == grid.column(to) ? route.side() : Side.LEFT;
    if (route.track() >= 0) {
      path.verticalTo(trackHeight(route.track()))
          .horizontalTo(lane(grid.column(to), Side.LEFT, route.lastLane()));
    }
    path.verticalTo(entryHeight(to, entered));
    if (grid.isOutermost(to, entered)) {
      path.horizontalTo(atSide(to, entered));
    } else {
      path.horizontalTo(middle(to)).verticalTo(grid.top(to));
    }
    return path.data();
  }
}
