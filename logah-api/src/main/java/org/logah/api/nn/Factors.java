package org.logah.api.nn;

import java.util.List;
import org.logah.api.LinearLayout;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/**
 * A matrix known by its factors, W = A Bᵀ (LoGAH section 3.2), repeated along a dimension in which
 * they have fewer rows than it: element (i, j) is the product of row i mod rows(A) of A and row j
 * mod rows(B) of B.
 *
 * @param a A, {@code [rows, rank]}, the factor of dimension 0
 * @param b B, {@code [rows, rank]}, the factor of dimension 1
 */
public record Factors(Tensor a, Tensor b) {
  /** Checks that there is a product. */
  public Factors {
    requireProduct(a.shape(), b.shape());
  }

  static void requireProduct(Shape a, Shape b) {
    if (a.rank() != 2 || b.rank() != 2 || a.size(1) != b.size(1)) {
      throw new ShapeMismatchException(
          "factors of shapes %s and %s have no product".formatted(a, b));
    }
  }

  /** A Bᵀ, {@code [rows of A, rows of B]}. */
  public Tensor product() {
    return a.linear(b, null);
  }

  /**
   * An affine map with this matrix as its weight, which is never multiplied out: y = (x B) Aᵀ +
   * bias in rank * (in + out) multiplications instead of in * out. What repeats is computed once:
   * inputs that meet the same row of a factor are added up first, and outputs that are equal are
   * copied.
   *
   * @param input {@code [..., in]}
   * @param bias {@code [out]}, or {@code null} for none
   * @param layout whether the weight is {@code [out, in]} or {@code [in, out]}
   * @param in width of an input, at least the rows of its factor
   * @param out width of an output, at least the rows of its factor
   * @return {@code [..., out]}
   * @throws ShapeMismatchException if the input has another width
   */
  public Tensor linear(Tensor input, Tensor bias, LinearLayout layout, long in, long out) {
    if (input.size(-1) != in) {
      throw new ShapeMismatchException(
          "linear: the input has shape %s, not [..., %d]".formatted(input.shape(), in));
    }
    Tensor read = layout == LinearLayout.OUT_IN ? b : a;
    Tensor written = layout == LinearLayout.OUT_IN ? a : b;
    return input
        .backend()
        .scoped(
            () -> {
              Tensor rows = input.reshape(input.shape().elements() / in, in);
              Tensor narrow = folded(rows, read.size(0)).matmul(read);
              return widened(narrow, written, bias, out)
                  .reshape(input.shape().with(input.shape().rank() - 1, out).toArray());
            });
  }

  private static Tensor widened(Tensor narrow, Tensor written, Tensor bias, long out) {
    if (written.size(0) == out) {
      return narrow.linear(written, bias);
    }
    Tensor wide = narrow.linear(written, null).tile(Shape.of(narrow.size(0), out));
    return bias == null ? wide : wide.add(bias);
  }

  /** {@code [rows, in] -> [rows, period]}: the sums of columns that are a period apart. */
  private static Tensor folded(Tensor rows, long period) {
    long whole = rows.size(1) / period;
    if (whole == 1 && rows.size(1) == period) {
      return rows;
    }
    Tensor sum =
        whole == 1
            ? rows.slice(1, 0, period)
            : rows.slice(1, 0, whole * period).reshape(rows.size(0), whole, period).sum(false, 1);
    long rest = rows.size(1) % period;
    if (rest == 0) {
      return sum;
    }
    Tensor last = rows.slice(1, whole * period, rows.size(1));
    Tensor zeros = rows.backend().full(0, rows.dtype(), Shape.of(rows.size(0), period - rest));
    return sum.add(rows.backend().concat(List.of(last, zeros), 1));
  }
}
