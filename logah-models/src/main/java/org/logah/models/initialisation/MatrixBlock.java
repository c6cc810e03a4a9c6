package org.logah.models.initialisation;

import org.ejml.data.DMatrixRMaj;
import org.logah.api.Shape;

/**
 * Part of a parameter as a matrix: its first dimension counts rows, all others together columns.
 *
 * @param row first row
 * @param column first column
 * @param rows number of rows
 * @param columns number of columns
 */
record MatrixBlock(int row, int column, int rows, int columns) {
  /** All of a parameter of two or more dimensions. */
  static MatrixBlock all(Shape shape) {
    int rows = Math.toIntExact(shape.size(0));
    return new MatrixBlock(0, 0, rows, Math.toIntExact(shape.elements() / rows));
  }

  /**
   * Writes a matrix into the values of a parameter.
   *
   * @param matrix {@code [rows, columns]}
   * @param values of the whole parameter
   * @param shape of the whole parameter
   */
  void write(DMatrixRMaj matrix, float[] values, Shape shape) {
    int stride = Math.toIntExact(shape.elements() / shape.size(0));
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[(row + i) * stride + column + j] = (float) matrix.get(i, j);
      }
    }
  }
}
