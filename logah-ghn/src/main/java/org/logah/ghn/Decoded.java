package org.logah.ghn;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Factors;

/** What a decoder gives for a node: values, or factors whose product they are. */
public sealed interface Decoded {
  /** These values times a number. */
  Decoded scaled(double factor);

  /** These values times a scalar. */
  Decoded scaled(Tensor factor);

  /**
   * All values: {@code [1, out, in, kernel height, kernel width]} of weights, {@code [1, 2, n]} of
   * vectors.
   */
  Tensor values();

  /**
   * The weight, cropped to the target (kernels centrally) and repeated along out and in until the
   * target is filled.
   *
   * @param target {@code [out, in, kernel height, kernel width]}
   */
  Tensor filled(Shape target);

  /** How many of the target's rows are distinct: the others repeat them. */
  long distinctRows(Shape target);

  /**
   * What {@link #filled} gives, cropped but not repeated, under another shape of as many elements.
   *
   * @param shape of the target without dimensions of size 1 at the end
   */
  PredictedTensor cropped(Shape target, Shape shape);

  /**
   * The factors of what {@link #filled} gives, of A only the distinct rows, where a product with
   * them takes less than one with the weight; none if it is not known by factors of a matrix.
   */
  Optional<Factors> factors(Shape target);

  /** The unbiased standard deviation of what {@link #filled} gives, a scalar of its type. */
  Tensor deviation(Shape target);

  /**
   * Values themselves.
   *
   * @param values as {@link Decoded#values} gives them
   */
  record Values(Tensor values) implements Decoded {
    @Override
    public Decoded scaled(double factor) {
      return new Values(values.mul(factor));
    }

    @Override
    public Decoded scaled(Tensor factor) {
      return new Values(values.mul(factor));
    }

    @Override
    public Tensor filled(Shape target) {
      return tile(target).tile(target);
    }

    @Override
    public PredictedTensor cropped(Shape target, Shape shape) {
      Tensor tile = tile(target);
      return new TiledTensor(
          tile.reshape(Arrays.copyOf(tile.shape().toArray(), shape.rank())), shape);
    }

    private Tensor tile(Shape target) {
      Tensor cropped = values;
      for (int i = 0; i < 4; i++) {
        long size = Math.min(values.size(i + 1), target.size(i));
        long start = i < 2 ? 0 : (values.size(i + 1) - size) / 2;
        cropped = cropped.slice(i + 1, start, start + size);
      }
      return cropped.reshape(Arrays.copyOfRange(cropped.shape().toArray(), 1, 5));
    }

    @Override
    public long distinctRows(Shape target) {
      return Math.min(values.size(1), target.size(0));
    }

    @Override
    public Optional<Factors> factors(Shape target) {
      return Optional.empty();
    }

    @Override
    public Tensor deviation(Shape target) {
      Tensor filled = filled(target);
      Tensor centred = filled.sub(filled.mean());
      return centred.mul(centred).sum().mul(1.0 / (target.elements() - 1)).sqrt();
    }
  }

  /**
   * Factors of weights: element (o, i, y, x) is the product of row {@code o * height + y} of A and
   * row {@code i * width + x} of B.
   *
   * @param a {@code [1, out * kernel height, rank]}
   * @param b {@code [1, in * kernel width, rank]}
   * @param kernelHeight kernel height
   * @param kernelWidth kernel width
   */
  record Product(Tensor a, Tensor b, long kernelHeight, long kernelWidth) implements Decoded {
    @Override
    public Decoded scaled(double factor) {
      return new Product(a.mul(factor), b, kernelHeight, kernelWidth);
    }

    @Override
    public Decoded scaled(Tensor factor) {
      return new Product(a.mul(factor), b, kernelHeight, kernelWidth);
    }

    @Override
    public Tensor values() {
      long out = a.size(1) / kernelHeight;
      long in = b.size(1) / kernelWidth;
      return a.matmul(b.transpose(1, 2))
          .reshape(a.size(0), out, kernelHeight, in, kernelWidth)
          .permute(0, 1, 3, 2, 4);
    }

    /** Tiled factors have the tiled product: no pass over the weight is needed. */
    @Override
    public Tensor filled(Shape target) {
      Tensor rows = tiled(a, target.size(0), kernelHeight);
      Tensor columns = tiled(b, target.size(1), kernelWidth);
      Tensor product = rows.matmul(columns.transpose(0, 1));
      if (kernelHeight == 1 && kernelWidth == 1) {
        return product.reshape(target.toArray());
      }
      return product
          .reshape(target.size(0), kernelHeight, target.size(1), kernelWidth)
          .permute(0, 2, 1, 3);
    }

    @Override
    public PredictedTensor cropped(Shape target, Shape shape) {
      return new LowRankTensor(
          rows(a, target.size(0) * kernelHeight),
          rows(b, target.size(1) * kernelWidth),
          kernelHeight,
          kernelWidth,
          shape);
    }

    /** {@code [1, rows, rank] -> [rows, rank]}, no more than asked for. */
    private static Tensor rows(Tensor factor, long most) {
      long rows = Math.min(factor.size(1), most);
      return factor.slice(1, 0, rows).reshape(rows, factor.size(2));
    }

    private Tensor tiled(Tensor factor, long blocks, long kernel) {
      long rank = factor.size(2);
      return factor
          .reshape(factor.size(1) / kernel, kernel * rank)
          .tile(Shape.of(blocks, kernel * rank))
          .reshape(blocks * kernel, rank);
    }

    @Override
    public long distinctRows(Shape target) {
      return Math.min(a.size(1) / kernelHeight, target.size(0));
    }

    @Override
    public Optional<Factors> factors(Shape target) {
      long rows = distinctRows(target);
      long columns = target.size(1);
      boolean matrix = kernelHeight == 1 && kernelWidth == 1;
      if (!matrix || a.size(2) * (rows + columns) >= rows * columns) {
        return Optional.empty();
      }
      return Optional.of(new Factors(rows(a, rows), tiled(b, columns, 1)));
    }

    /**
     * From the Gram matrices of the tiled factors: the sum of squares is Σ (AᵀA ∘ BᵀB), the sum the
     * product of the column sums. What is summed over rows is so in the factors' own type, and the
     * rest in float64, as the square of the mean is taken away. Rows that occur several times are
     * multiplied once.
     */
    @Override
    public Tensor deviation(Shape target) {
      Repeated rows = Repeated.of(a, target.size(0) * kernelHeight);
      Repeated columns = Repeated.of(b, target.size(1) * kernelWidth);
      double elements = target.elements();
      Tensor squares = rows.squares(columns, DType.F64);
      Tensor sum = rows.sum().mul(columns.sum()).sum();
      Tensor variance = squares.sub(sum.mul(sum).mul(1 / elements)).mul(1 / (elements - 1)).relu();
      return variance.sqrt().cast(a.dtype());
    }

    /** Multiplications and additions of the Gram matrices of {@link #deviation}. */
    double deviationOperations(Shape target) {
      long rows =
          Repeated.of(a, target.size(0) * kernelHeight).multiplied()
              + Repeated.of(b, target.size(1) * kernelWidth).multiplied();
      return 2.0 * rows * a.size(2) * a.size(2);
    }
  }

  /**
   * The rows of a factor as often as a target repeats them.
   *
   * @param times how often all of them occur
   * @param rest the first rows, which occur once more, or {@code null} for none
   */
  record Repeated(Tensor rows, long times, Tensor rest) {
    /** From {@code [..., rows, rank]}; kernels are whole in the factor and in the target. */
    static Repeated of(Tensor factor, long target) {
      Tensor rows = factor.shape().rank() == 2 ? factor : factor.reshape(-1, factor.size(-1));
      long rest = target % rows.size(0);
      return new Repeated(rows, target / rows.size(0), rest == 0 ? null : rows.slice(0, 0, rest));
    }

    /** Rows that a Gram matrix is made of. */
    long multiplied() {
      return (times == 0 ? 0 : rows.size(0)) + (rest == null ? 0 : rest.size(0));
    }

    /**
     * The sum of the squares of the product's elements, Σ (AᵀA ∘ BᵀB), a scalar.
     *
     * @param type that this sum is found in; those over rows are found in the factors' own
     */
    Tensor squares(Repeated columns, DType type) {
      return gram(type).mul(columns.gram(type)).sum();
    }

    private Tensor gram(DType type) {
      return total(
          some -> {
            Tensor own = some.transpose(0, 1).matmul(some);
            return own.dtype() == type ? own : own.cast(type);
          });
    }

    /** {@code [rank]} in float64. */
    Tensor sum() {
      return total(some -> some.sum(false, 0).cast(DType.F64));
    }

    private Tensor total(UnaryOperator<Tensor> ofRows) {
      if (times == 0) {
        return ofRows.apply(rest);
      }
      Tensor all = times == 1 ? ofRows.apply(rows) : ofRows.apply(rows).mul((double) times);
      return rest == null ? all : all.add(ofRows.apply(rest));
    }
  }
}
