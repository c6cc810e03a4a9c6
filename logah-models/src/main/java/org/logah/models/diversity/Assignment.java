package org.logah.models.diversity;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The cheapest way to give every row a column of its own: the Hungarian method by shortest
 * augmenting paths (Jonker and Volgenant, "A shortest augmenting path algorithm for dense and
 * sparse linear assignment problems", 1987), in time cubic in the size.
 */
final class Assignment {
  private static final int FREE = -1;

  private final DMatrixRMaj cost;
  private final int size;
  private final double[] rowPrice;
  private final double[] columnPrice;
  private final int[] rowOf;

  private Assignment(DMatrixRMaj cost) {
    this.cost = cost;
    size = cost.getNumRows();
    rowPrice = new double[size];
    columnPrice = new double[size];
    rowOf = new int[size];
    Arrays.fill(rowOf, FREE);
  }

  /**
   * The column of each row.
   *
   * @param cost square
   */
  static int[] solve(DMatrixRMaj cost) {
    Assignment assignment = new Assignment(cost);
    for (int row = 0; row < assignment.size; row++) {
      assignment.add(row);
    }
    int[] columnOf = new int[assignment.size];
    for (int column = 0; column < assignment.size; column++) {
      columnOf[assignment.rowOf[column]] = column;
    }
    return columnOf;
  }

  /** Gives a further row a column, along the shortest path through those that have one. */
  private void add(int start) {
    double[] distance = new double[size];
    int[] previous = new int[size];
    boolean[] done = new boolean[size];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    Arrays.fill(previous, FREE);
    int row = start;
    int reached = FREE;
    double length = 0;
    while (true) {
      int nearest = FREE;
      for (int column = 0; column < size; column++) {
        if (!done[column]) {
          double through =
              length + cost.unsafe_get(row, column) - rowPrice[row] - columnPrice[column];
          if (through < distance[column]) {
            distance[column] = through;
            previous[column] = reached;
          }
          if (nearest == FREE || distance[column] < distance[nearest]) {
            nearest = column;
          }
        }
      }
      length = distance[nearest];
      done[nearest] = true;
      reached = nearest;
      if (rowOf[nearest] == FREE) {
        break;
      }
      row = rowOf[nearest];
    }
    updatePrices(start, distance, done, length);
    augment(start, reached, previous);
  }

  private void updatePrices(int start, double[] distance, boolean[] done, double length) {
    rowPrice[start] += length;
    for (int column = 0; column < size; column++) {
      if (done[column] && rowOf[column] != FREE) {
        rowPrice[rowOf[column]] += length - distance[column];
        columnPrice[column] -= length - distance[column];
      }
    }
  }

  /** Along the path, every column takes the row of the column before. */
  private void augment(int start, int last, int[] previous) {
    int column = last;
    while (previous[column] != FREE) {
      rowOf[column] = rowOf[previous[column]];
      column = previous[column];
    }
    rowOf[column] = start;
  }
}
