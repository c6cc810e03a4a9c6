package org.logah.models.diversity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/**
 * How different the parameters of one shape are, as the LoGAH paper (arXiv 2405.16287) measures it
 * for predicted ones: the mean cosine distance of all pairs. Before two tensors are compared, the
 * rows of one are put in the order in which they fit those of the other best, because the order of
 * neurons means nothing. A row is all that belongs to one index of the first dimension.
 *
 * <p>The mean goes over all ordered pairs, those of a tensor with itself included, which count 0;
 * so n tensors that are orthogonal to each other have (n - 1) / n. A tensor or row of zeros is at
 * distance 1 from everything.
 *
 * @param shape of the tensors
 * @param tensors their number
 * @param meanDistance from 0, all alike but for the order of rows, to 2
 */
public record ParameterDiversity(Shape shape, int tensors, double meanDistance) {

  /**
   * The diversity of each shape that two or more tensors have, in the order of the first. Tensors
   * of one dimension are left out.
   *
   * @param networks the tensors of one or more networks by name
   */
  public static List<ParameterDiversity> byShape(List<Map<String, Tensor>> networks) {
    Map<Shape, List<Tensor>> groups = new LinkedHashMap<>();
    for (Map<String, Tensor> network : networks) {
      for (Tensor tensor : network.values()) {
        if (tensor.shape().rank() >= 2 && tensor.shape().elements() > 0) {
          groups.computeIfAbsent(tensor.shape(), shape -> new ArrayList<>()).add(tensor);
        }
      }
    }
    return groups.values().stream()
        .filter(group -> group.size() > 1)
        .map(ParameterDiversity::of)
        .toList();
  }

  /**
   * The diversity of some tensors.
   *
   * @param tensors two or more of one shape, with two or more dimensions; time grows with the
   *     square of their number and the cube of their rows
   * @throws InvalidInputException if they are others
   */
  public static ParameterDiversity of(List<Tensor> tensors) {
    Shape shape = requireOneShape(tensors);
    List<DMatrixRMaj> matrices = tensors.stream().map(ParameterDiversity::matrix).toList();
    int count = matrices.size();
    double sum =
        IntStream.range(0, count * count)
            .filter(pair -> pair / count < pair % count)
            .parallel()
            .mapToObj(pair -> distance(matrices.get(pair / count), matrices.get(pair % count)))
            .toList()
            .stream()
            .mapToDouble(Double::doubleValue)
            .sum();
    return new ParameterDiversity(shape, count, 2 * sum / ((double) count * count));
  }

  private static Shape requireOneShape(List<Tensor> tensors) {
    List<Shape> shapes = tensors.stream().map(Tensor::shape).distinct().toList();
    if (tensors.size() < 2 || shapes.size() > 1 || shapes.get(0).rank() < 2) {
      throw new InvalidInputException(
          "diversity compares two or more tensors of one shape with two or more dimensions, not %d"
                  .formatted(tensors.size())
              + " of the shapes %s".formatted(shapes));
    }
    return shapes.get(0);
  }

  private static DMatrixRMaj matrix(Tensor tensor) {
    float[] values = tensor.toFloats();
    int rows = Math.toIntExact(tensor.size(0));
    DMatrixRMaj matrix = new DMatrixRMaj(rows, rows == 0 ? 0 : values.length / rows);
    for (int i = 0; i < values.length; i++) {
      matrix.set(i, values[i]);
    }
    return matrix;
  }

  /** The cosine distance of two matrices, the second with its rows in the best order. */
  private static double distance(DMatrixRMaj first, DMatrixRMaj second) {
    int[] order = Assignment.solve(rowDistances(first, second));
    double product = 0;
    for (int row = 0; row < order.length; row++) {
      for (int column = 0; column < first.getNumCols(); column++) {
        product += first.unsafe_get(row, column) * second.unsafe_get(order[row], column);
      }
    }
    double norms =
        norm(first.data, 0, first.data.length) * norm(second.data, 0, second.data.length);
    return Math.abs(1 - (norms == 0 ? 0 : product / norms));
  }

  private static DMatrixRMaj rowDistances(DMatrixRMaj first, DMatrixRMaj second) {
    DMatrixRMaj cosines = CommonOps_DDRM.multTransB(unitRows(first), unitRows(second), null);
    for (int i = 0; i < cosines.getNumElements(); i++) {
      cosines.set(i, Math.abs(1 - cosines.get(i)));
    }
    return cosines;
  }

  private static DMatrixRMaj unitRows(DMatrixRMaj matrix) {
    DMatrixRMaj scaled = matrix.copy();
    int columns = matrix.getNumCols();
    for (int row = 0; row < matrix.getNumRows(); row++) {
      double norm = norm(matrix.data, row * columns, columns);
      for (int column = 0; column < columns && norm > 0; column++) {
        scaled.unsafe_set(row, column, matrix.unsafe_get(row, column) / norm);
      }
    }
    return scaled;
  }

  private static double norm(double[] values, int start, int count) {
    double sum = 0;
    for (int i = start; i < start + count; i++) {
      sum += values[i] * values[i];
    }
    return Math.sqrt(sum);
  }
}
