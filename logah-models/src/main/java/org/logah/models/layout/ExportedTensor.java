package org.logah.models.layout;

import org.logah.api.Shape;

/**
 * One tensor of a file: a whole parameter, or a range of its rows.
 *
 * @param name its name in the file
 * @param parameter the name of the parameter in the network
 * @param firstRow where its range begins in dimension 0 of the parameter
 * @param shape its shape in the file; size 0 is the number of rows, the others are the parameter's
 */
public record ExportedTensor(String name, String parameter, long firstRow, Shape shape) {
  /** The end of its range in dimension 0 of the parameter. */
  public long endRow() {
    return firstRow + shape.size(0);
  }

  ExportedTensor named(String other) {
    return new ExportedTensor(other, parameter, firstRow, shape);
  }
}
