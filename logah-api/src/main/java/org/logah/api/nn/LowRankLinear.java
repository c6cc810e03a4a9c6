package org.logah.api.nn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.LinearLayout;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/**
 * A {@link Linear} whose weight is the product of two factors and is never multiplied out: y = (x
 * B) Aᵀ + bias, in rank * (in + out) multiplications instead of in * out.
 *
 * <p>The weight is W = A Bᵀ, repeated along both dimensions where the factors have fewer rows than
 * it: element (o, i) is the product of row o mod rows(A) of A and row i mod rows(B) of B. What
 * repeats is computed once: inputs that meet the same row of a factor are added up first, and
 * outputs that are equal are copied.
 *
 * @param a A, {@code [rows, rank]}, the factor of dimension 0 of the weight
 * @param b B, {@code [rows, rank]}, the factor of dimension 1 of the weight
 * @param bias its bias {@code [out]}, or {@code null} for none
 * @param layout whether the weight is {@code [out, in]} or {@code [in, out]}
 * @param in width of an input, at least the rows of its factor
 * @param out width of an output, at least the rows of its factor
 */
public record LowRankLinear(
    ParameterSpec a, ParameterSpec b, ParameterSpec bias, LinearLayout layout, long in, long out)
    implements Layer {

  /**
   * Checks that the factors fit the weight.
   *
   * @throws ShapeMismatchException if a factor has no two dimensions or more rows than the weight,
   *     or if their ranks differ
   */
  public LowRankLinear {
    Shape first = a.shape();
    Shape second = b.shape();
    if (first.rank() != 2 || second.rank() != 2 || first.size(1) != second.size(1)) {
      throw new ShapeMismatchException(
          "factors of shapes %s and %s have no product".formatted(first, second));
    }
    long rows = layout == LinearLayout.OUT_IN ? out : in;
    long columns = layout == LinearLayout.OUT_IN ? in : out;
    if (first.size(0) < 1
        || second.size(0) < 1
        || first.size(0) > rows
        || second.size(0) > columns) {
      throw new ShapeMismatchException(
          "factors of shapes %s and %s do not fit a weight [%d, %d]"
              .formatted(first, second, rows, columns));
    }
  }

  /**
   * The layer in place of another.
   *
   * @param rowsOfA rows of A, at most size 0 of the weight
   * @param rowsOfB rows of B, at most size 1 of the weight
   * @param rank columns of both
   */
  public static LowRankLinear of(Linear linear, long rowsOfA, long rowsOfB, long rank) {
    ParameterSpec weight = linear.weight();
    boolean outFirst = linear.layout() == LinearLayout.OUT_IN;
    return new LowRankLinear(
        factor(weight, ".a", rowsOfA, rank),
        factor(weight, ".b", rowsOfB, rank),
        linear.bias(),
        linear.layout(),
        weight.shape().size(outFirst ? 1 : 0),
        weight.shape().size(outFirst ? 0 : 1));
  }

  private static ParameterSpec factor(ParameterSpec weight, String suffix, long rows, long rank) {
    return new ParameterSpec(
        weight.name() + suffix,
        Shape.of(rows, rank),
        weight.role(),
        new InitialDistribution.Normal(1 / Math.sqrt((double) rank)));
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(List.of(a, b));
    if (bias != null) {
      specs.add(bias);
    }
    return specs;
  }

  @Override
  public Tensor forward(Parameters parameters, Tensor input) {
    return input.backend().scoped(() -> mapped(parameters, input));
  }

  private Tensor mapped(Parameters parameters, Tensor input) {
    if (input.size(-1) != in) {
      throw new ShapeMismatchException(
          "linear: the input has shape %s, not [..., %d]".formatted(input.shape(), in));
    }
    Tensor first = parameters.get(a.name());
    Tensor second = parameters.get(b.name());
    Tensor read = layout == LinearLayout.OUT_IN ? second : first;
    Tensor written = layout == LinearLayout.OUT_IN ? first : second;
    Tensor rows = input.reshape(input.shape().elements() / in, in);
    Tensor narrow = folded(rows, read.size(0)).matmul(read);
    Tensor wide = narrow.linear(written, null).tile(Shape.of(rows.size(0), out));
    Tensor shifted = bias == null ? wide : wide.add(parameters.get(bias.name()));
    return shifted.reshape(input.shape().with(input.shape().rank() - 1, out).toArray());
  }

  /** {@code [rows, in] -> [rows, period]}: the sums of columns that are a period apart. */
  private static Tensor folded(Tensor rows, long period) {
    long whole = rows.size(1) / period;
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
