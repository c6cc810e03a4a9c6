package org.logah.api;

import java.util.Arrays;
import java.util.List;

/**
 * The shape that each operation of {@link Backend} yields, and the one place that says when shapes
 * do not fit. Every backend asks here, so that all refuse the same things in the same words.
 */
public final class ShapeInference {
  private ShapeInference() {}

  private static ShapeMismatchException mismatch(String operation, String why, Object... args) {
    return new ShapeMismatchException(operation + ": " + why.formatted(args));
  }

  /** NumPy's rule: aligned at the last dimension, equal sizes, or 1 stretches. */
  public static Shape broadcast(String operation, Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    long[] sizes = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long left = i <= a.rank() ? a.size(-i) : 1;
      long right = i <= b.rank() ? b.size(-i) : 1;
      if (left != right && left != 1 && right != 1) {
        throw mismatch(operation, "shapes %s and %s do not broadcast", a, b);
      }
      sizes[rank - i] = left == 1 ? right : left;
    }
    return Shape.of(sizes);
  }

  /** Every dimension of the shape, in order. */
  public static int[] allDimensions(Shape shape) {
    int[] dimensions = new int[shape.rank()];
    Arrays.setAll(dimensions, i -> i);
    return dimensions;
  }

  /** The shape of as many elements as {@code from}, where one size may be -1 and is worked out. */
  public static Shape resolve(Shape from, long... sizes) {
    long[] resolved = sizes.clone();
    int unknown = -1;
    long known = 1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] != -1) {
        known *= sizes[i];
      } else if (unknown >= 0) {
        throw mismatch("reshape", "more than one size is -1 in %s", Arrays.toString(sizes));
      } else {
        unknown = i;
      }
    }
    if (unknown >= 0) {
      if (known == 0 || from.elements() % known != 0) {
        throw mismatch("reshape", "%s does not fill %s", from, Arrays.toString(sizes));
      }
      resolved[unknown] = from.elements() / known;
    }
    return reshape(from, Shape.of(resolved));
  }

  public static Shape reshape(Shape from, Shape to) {
    if (from.elements() != to.elements()) {
      throw mismatch("reshape", "%s does not have as many elements as %s", from, to);
    }
    return to;
  }

  /** The order of dimensions that exchanges two of them. */
  public static int[] exchanged(Shape shape, int first, int second) {
    int[] order = allDimensions(shape);
    order[shape.axis(first)] = shape.axis(second);
    order[shape.axis(second)] = shape.axis(first);
    return order;
  }

  public static Shape permute(Shape shape, int... dimensions) {
    if (dimensions.length != shape.rank()) {
      throw mismatch("permute", "%s does not order %s", Arrays.toString(dimensions), shape);
    }
    long[] sizes = new long[dimensions.length];
    boolean[] seen = new boolean[dimensions.length];
    for (int i = 0; i < sizes.length; i++) {
      int axis = shape.axis(dimensions[i]);
      if (seen[axis]) {
        throw mismatch("permute", "%s names a dimension twice", Arrays.toString(dimensions));
      }
      seen[axis] = true;
      sizes[i] = shape.size(axis);
    }
    return Shape.of(sizes);
  }

  public static Shape reduce(String operation, Shape shape, boolean keep, int... dimensions) {
    boolean[] reduced = new boolean[shape.rank()];
    for (int dimension : dimensions) {
      int axis = shape.axis(dimension);
      if (reduced[axis]) {
        throw mismatch(operation, "%s names a dimension twice", Arrays.toString(dimensions));
      }
      reduced[axis] = true;
    }
    long[] sizes = new long[keep ? shape.rank() : shape.rank() - dimensions.length];
    int at = 0;
    for (int i = 0; i < shape.rank(); i++) {
      if (!reduced[i]) {
        sizes[at++] = shape.size(i);
      } else if (keep) {
        sizes[at++] = 1;
      }
    }
    return Shape.of(sizes);
  }

  /** A reduction that has no value for no elements. */
  public static Shape reduceNonEmpty(String operation, Shape shape, boolean keep, int dimension) {
    if (shape.size(dimension) == 0) {
      throw mismatch(operation, "dimension %d of %s is empty", dimension, shape);
    }
    return reduce(operation, shape, keep, dimension);
  }

  /** How many elements of the shape meet in one element of the reduction. */
  public static long reducedElements(Shape shape, int... dimensions) {
    long count = 1;
    for (int dimension : dimensions) {
      count *= shape.size(dimension);
    }
    return count;
  }

  public static Shape matmul(Shape a, Shape b) {
    if (a.rank() < 2 || b.rank() < 2 || a.size(-1) != b.size(-2)) {
      throw mismatch("matmul", "shapes %s and %s do not multiply", a, b);
    }
    long[] left = a.toArray();
    long[] right = b.toArray();
    Shape batch =
        broadcast(
            "matmul",
            Shape.of(Arrays.copyOf(left, left.length - 2)),
            Shape.of(Arrays.copyOf(right, right.length - 2)));
    long[] sizes = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
    sizes[batch.rank()] = a.size(-2);
    sizes[batch.rank() + 1] = b.size(-1);
    return Shape.of(sizes);
  }

  public static Shape expand(Shape shape, Shape target) {
    if (shape.rank() > target.rank() || !broadcast("expand", shape, target).equals(target)) {
      throw mismatch("expand", "%s does not stretch to %s", shape, target);
    }
    return target;
  }

  public static Shape slice(Shape shape, int dimension, long start, long end) {
    if (start < 0 || end < start || end > shape.size(dimension)) {
      throw mismatch(
          "slice", "%d to %d is not inside dimension %d of %s", start, end, dimension, shape);
    }
    return shape.with(dimension, end - start);
  }

  /** Throws unless the sizes are none below zero and add up to those of the dimension. */
  public static void split(Shape shape, int dimension, long... sizes) {
    long total = 0;
    for (long size : sizes) {
      if (size < 0) {
        throw mismatch(
            "split", "pieces %s of %s have a negative size", Arrays.toString(sizes), shape);
      }
      total += size;
    }
    if (total != shape.size(dimension)) {
      throw mismatch(
          "split",
          "pieces %s do not add up to dimension %d of %s",
          Arrays.toString(sizes),
          dimension,
          shape);
    }
  }

  /** Throws unless parameter, gradient and moments have one shape. */
  public static void adamW(Shape parameter, Shape gradient, Shape mean, Shape square) {
    for (Shape other : List.of(gradient, mean, square)) {
      if (!other.equals(parameter)) {
        throw mismatch(
            "adamW",
            "parameter %s, gradient %s and moments %s and %s differ",
            parameter,
            gradient,
            mean,
            square);
      }
    }
  }

  public static Shape concat(List<Shape> shapes, int dimension) {
    if (shapes.isEmpty()) {
      throw mismatch("concat", "there is nothing to join");
    }
    Shape first = shapes.get(0);
    int axis = first.axis(dimension);
    long total = 0;
    for (Shape shape : shapes) {
      if (shape.rank() != first.rank() || !shape.with(axis, 0).equals(first.with(axis, 0))) {
        throw mismatch("concat", "%s and %s do not join along %d", first, shape, dimension);
      }
      total += shape.size(axis);
    }
    return first.with(axis, total);
  }

  public static Shape tile(Shape shape, Shape target) {
    boolean fits = shape.rank() == target.rank();
    for (int i = 0; fits && i < shape.rank(); i++) {
      fits = shape.size(i) > 0 || target.size(i) == 0;
    }
    if (!fits) {
      throw mismatch("tile", "%s does not fill %s", shape, target);
    }
    return target;
  }

  public static Shape crossEntropy(Shape logits, Shape targets) {
    if (logits.rank() != 2 || targets.rank() != 1 || logits.size(0) != targets.size(0)) {
      throw mismatch("crossEntropy", "logits %s do not fit targets %s", logits, targets);
    }
    return Shape.scalar();
  }

  public static Shape linearCrossEntropy(Shape input, Shape weight, Shape bias, Shape targets) {
    boolean fits =
        input.rank() == 2
            && weight.rank() == 2
            && weight.size(1) == input.size(1)
            && targets.equals(Shape.of(input.size(0)))
            && (bias == null || bias.equals(Shape.of(weight.size(0))));
    if (!fits) {
      throw mismatch(
          "linearCrossEntropy",
          "input %s, weight %s, bias %s and targets %s do not fit",
          input,
          weight,
          bias == null ? "none" : bias,
          targets);
    }
    return Shape.scalar();
  }

  public static Shape embedding(Shape weight, Shape indices) {
    requireRank("embedding", weight, 2);
    long[] sizes = Arrays.copyOf(indices.toArray(), indices.rank() + 1);
    sizes[indices.rank()] = weight.size(1);
    return Shape.of(sizes);
  }

  public static Shape scatterAdd(Shape values, Shape indices, long rows) {
    boolean fits = values.rank() == indices.rank() + 1;
    for (int i = 0; fits && i < indices.rank(); i++) {
      fits = values.size(i) == indices.size(i);
    }
    if (!fits || rows < 0) {
      throw mismatch(
          "scatterAdd", "values %s do not fit indices %s and %d rows", values, indices, rows);
    }
    return Shape.of(rows, values.size(-1));
  }

  /** {@code bias} may be {@code null}. */
  public static Shape linear(Shape input, Shape weight, Shape bias, LinearLayout layout) {
    requireRank("linear", weight, 2);
    boolean outFirst = layout == LinearLayout.OUT_IN;
    long in = weight.size(outFirst ? 1 : 0);
    long out = weight.size(outFirst ? 0 : 1);
    if (input.rank() < 1 || input.size(-1) != in) {
      throw mismatch("linear", "input %s does not fit weight %s (%s)", input, weight, layout);
    }
    requireVector("linear", "bias", bias, out, weight);
    return input.with(-1, out);
  }

  /** {@code bias} may be {@code null}. */
  public static Shape conv2d(Shape input, Shape weight, Shape bias, Convolution convolution) {
    requireRank("conv2d", input, 4);
    requireRank("conv2d", weight, 4);
    int groups = convolution.groups();
    if (input.size(1) != weight.size(1) * groups || weight.size(0) % groups != 0) {
      throw mismatch(
          "conv2d", "input %s does not fit weight %s in %d groups", input, weight, groups);
    }
    requireVector("conv2d", "bias", bias, weight.size(0), weight);
    long[] sizes = {input.size(0), weight.size(0), 0, 0};
    for (int i = 2; i < 4; i++) {
      long window = convolution.dilation() * (weight.size(i) - 1) + 1;
      sizes[i] = windows("conv2d", input, i, window, convolution.padding(), convolution.stride());
    }
    return Shape.of(sizes);
  }

  public static Shape pool(String operation, Shape input, Pooling pooling) {
    requireRank(operation, input, 4);
    Shape pooled = input;
    for (int i = 2; i < 4; i++) {
      pooled =
          pooled.with(
              i,
              windows(operation, input, i, pooling.kernel(), pooling.padding(), pooling.stride()));
    }
    return pooled;
  }

  private static long windows(
      String operation, Shape input, int axis, long window, int padding, int stride) {
    long room = input.size(axis) + 2L * padding - window;
    if (room < 0) {
      throw mismatch(operation, "a window of %d does not fit into input %s", window, input);
    }
    return room / stride + 1;
  }

  /** Scale and bias (which may be {@code null}) of a norm have the size of one dimension. */
  public static Shape norm(String operation, Shape input, int axis, Shape scale, Shape bias) {
    long size = input.size(axis);
    requireVector(operation, "scale", scale, size, input);
    requireVector(operation, "bias", bias, size, input);
    return input;
  }

  /** {@code bias} may be {@code null}. */
  public static Shape attention(Shape query, Shape key, Shape value, Shape bias) {
    for (Shape shape : List.of(query, key, value)) {
      requireRank("attention", shape, 4);
    }
    boolean fits =
        key.size(0) == query.size(0)
            && value.size(0) == query.size(0)
            && key.size(1) > 0
            && query.size(1) % key.size(1) == 0
            && value.size(1) == key.size(1)
            && value.size(2) == key.size(2)
            && key.size(3) == query.size(3);
    if (!fits) {
      throw mismatch("attention", "query %s, key %s and value %s do not fit", query, key, value);
    }
    if (bias != null) {
      expand(bias, Shape.of(query.size(0), query.size(1), query.size(2), key.size(2)));
    }
    return query.with(3, value.size(3));
  }

  public static Shape rotaryEmbedding(Shape input, Shape cosine, Shape sine) {
    requireRank("rotaryEmbedding", input, 4);
    Shape table = Shape.of(input.size(2), input.size(3));
    if (input.size(3) % 2 != 0 || !cosine.equals(table) || !sine.equals(table)) {
      throw mismatch(
          "rotaryEmbedding",
          "input %s does not fit cosine %s and sine %s, or its width is odd",
          input,
          cosine,
          sine);
    }
    return input;
  }

  public static void requireRank(String operation, Shape shape, int rank) {
    if (shape.rank() != rank) {
      throw mismatch(operation, "%s does not have %d dimensions", shape, rank);
    }
  }

  private static void requireVector(
      String operation, String what, Shape vector, long size, Shape beside) {
    if (vector != null && !vector.equals(Shape.of(size))) {
      throw mismatch(operation, "%s %s is not [%d], as %s needs", what, vector, size, beside);
    }
  }
}
