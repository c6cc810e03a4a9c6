package org.logah.ghn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/**
 * A weight known by its factors (LoGAH section 3.2), repeated where it is larger than they are:
 * element (o, i, y, x) is the product of row {@code o mod (rows(A) / height) * height + y} of A and
 * row {@code i mod (rows(B) / width) * width + x} of B. It is normalised already.
 *
 * @param a A, {@code [rows, rank]}
 * @param b B, {@code [rows, rank]}
 * @param kernelHeight size 2 of the weight, 1 if it has two dimensions
 * @param kernelWidth size 3 of the weight, 1 if it has fewer than four dimensions
 * @param shape of the weight, two to four dimensions
 */
public record LowRankTensor(Tensor a, Tensor b, long kernelHeight, long kernelWidth, Shape shape)
    implements PredictedTensor {

  /**
   * Checks that the factors have a product that fits.
   *
   * @throws ShapeMismatchException with every reason why they do not
   */
  public LowRankTensor {
    List<String> problems = problems(a.shape(), b.shape(), kernelHeight, kernelWidth, shape);
    if (!problems.isEmpty()) {
      throw new ShapeMismatchException(String.join("; ", problems));
    }
  }

  /** Every reason why factors of these shapes do not make a weight. */
  static List<String> problems(Shape a, Shape b, long height, long width, Shape shape) {
    List<String> problems = new ArrayList<>();
    if (a.rank() != 2 || b.rank() != 2) {
      return List.of("factors of shapes %s and %s are not two matrices".formatted(a, b));
    }
    if (a.size(1) != b.size(1) || a.size(1) < 1) {
      problems.add("factors of ranks %d and %d have no product".formatted(a.size(1), b.size(1)));
    }
    if (shape.rank() < 2 || shape.rank() > 4) {
      problems.add("a weight has two to four dimensions, not the shape " + shape);
      return problems;
    }
    if (height != size(shape, 2) || width != size(shape, 3)) {
      problems.add("a kernel of %d x %d is not that of %s".formatted(height, width, shape));
    } else {
      checkRows(problems, "A", a.size(0), height, shape.size(0));
      checkRows(problems, "B", b.size(0), width, shape.size(1));
    }
    return problems;
  }

  private static void checkRows(
      List<String> problems, String factor, long rows, long kernel, long size) {
    if (rows < 1 || rows % kernel != 0 || rows / kernel > size) {
      problems.add(
          "%s has %d rows where the weight has %d of kernel size %d"
              .formatted(factor, rows, size, kernel));
    }
  }

  private static long size(Shape shape, int dimension) {
    return dimension < shape.rank() ? shape.size(dimension) : 1;
  }

  @Override
  public TiledTensor tiled() {
    return new TiledTensor(product(), shape);
  }

  private Tensor product() {
    Tensor product = a.matmul(b.transpose(0, 1));
    if (shape.rank() == 2) {
      return product;
    }
    long out = a.size(0) / kernelHeight;
    long in = b.size(0) / kernelWidth;
    Tensor kernels = product.reshape(out, kernelHeight, in, kernelWidth).permute(0, 2, 1, 3);
    return shape.rank() == 4 ? kernels : kernels.reshape(out, in, kernelHeight);
  }
}
