package org.logah.api.nn;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.LinearLayout;
import org.logah.api.Shape;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/**
 * A {@link Linear} whose parameters are the {@link Factors} of its weight, which is never
 * multiplied out.
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
    Factors.requireProduct(first, second);
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
    return new LowRankLinear(
        factor(weight, ".a", rowsOfA, rank),
        factor(weight, ".b", rowsOfB, rank),
        linear.bias(),
        linear.layout(),
        linear.in(),
        linear.out());
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
    return new Factors(parameters.get(a.name()), parameters.get(b.name()))
        .linear(input, bias == null ? null : parameters.get(bias.name()), layout, in, out);
  }
}
