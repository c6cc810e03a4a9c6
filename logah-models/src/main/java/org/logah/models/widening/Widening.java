package org.logah.models.widening;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution.Normal;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.random.RandomStream;
import org.logah.models.ModelConfig;

/**
 * From the parameters of a narrow model to those of one several times as wide that computes the
 * same (Net2WiderNet; Chen, Goodfellow and Shlens, "Net2Net", ICLR 2016). Channels, heads and inner
 * units are there several times, and what reads them divides by that. Copies would stay equal in
 * training, so weights differ between them by noise that adds up to zero over the copies that they
 * read, and changes nothing before the first step.
 */
public final class Widening {
  /** The noise for most uses: that of a narrow weight, divided among its copies. */
  public static final double USUAL_NOISE = 1;

  private final ModelConfig narrow;
  private final ModelConfig wide;
  private final long copies;
  private final Map<String, Shape> sizes = new LinkedHashMap<>();

  private Widening(ModelConfig narrow, ModelConfig wide) {
    this.narrow = narrow;
    this.wide = wide;
    copies = wide.width() / narrow.width();
    narrow.network().parameters().forEach(spec -> sizes.put(spec.name(), spec.shape()));
  }

  /**
   * To a model from one of a smaller width with heads of the same size.
   *
   * @throws InvalidInputException if width, heads and inner width are no multiples of the narrow
   *     model's
   */
  public static Widening of(ModelConfig wide, int narrowWidth) {
    if (narrowWidth < 1 || wide.width() % narrowWidth != 0) {
      throw new InvalidInputException(
          "width %d is not a multiple of %d, which it is to be widened from"
              .formatted(wide.width(), narrowWidth));
    }
    return new Widening(wide.dividedBy(wide.width() / narrowWidth), wide);
  }

  /** The model whose parameters are widened. */
  public ModelConfig narrow() {
    return narrow;
  }

  /**
   * All parameters of the wide model; they belong to no scope, and the caller closes them.
   *
   * @param values of the narrow model
   * @param noise standard deviation of the noise, where 1 is that of the narrow weight divided by
   *     the root of the number of copies, as fan-in would have it; 0 for none
   * @param seed of the noise
   */
  public StoredParameters widen(StoredParameters values, double noise, long seed) {
    Map<String, Tensor> widened = new LinkedHashMap<>();
    for (ParameterSpec spec : wide.network().parameters()) {
      widened.put(spec.name(), widen(spec, values.get(spec.name()), noise, seed));
    }
    return new StoredParameters(widened);
  }

  /**
   * One parameter of the wide model, which belongs to no scope.
   *
   * @param spec the wide model's
   * @param value the narrow model's
   * @param noise as in {@link #widen(StoredParameters, double, long)}
   */
  public Tensor widen(ParameterSpec spec, Tensor value, double noise, long seed) {
    try (Scope scope = value.backend().openScope()) {
      Tensor widened = value;
      for (int axis = 0; axis < spec.shape().rank(); axis++) {
        if (isWidened(spec, axis)) {
          widened = copied(widened, axis, spec);
        }
      }
      Tensor shared = widened.mul(share(spec));
      return scope.release(
          noise > 0 && isNoisy(spec) ? shared.add(noise(spec, value, noise, seed)) : shared);
    }
  }

  /**
   * Whether a parameter of the wide model is the narrow one's times {@link #share}, repeated along
   * each axis until the wide shape is filled.
   *
   * @param spec the wide model's
   */
  public boolean isRepetition(ParameterSpec spec, double noise) {
    return (noise == 0 || !isNoisy(spec))
        && IntStream.range(0, spec.shape().rank()).allMatch(axis -> Axes.parts(spec, axis) == 1);
  }

  /** What each copy of a value counts: the copies that something reads add up to one. */
  public double share(ParameterSpec spec) {
    return isShared(spec) || Axes.isReadByTiedHead(wide, spec) ? 1.0 / copies : 1;
  }

  /** What is before and after the blocks follows them in growing apart. */
  private boolean isNoisy(ParameterSpec spec) {
    return isShared(spec) && Axes.isOfBlock(spec);
  }

  private boolean isShared(ParameterSpec spec) {
    int read = Axes.read(wide, spec);
    return read >= 0 && isWidened(spec, read);
  }

  /** Pixels and classes are as many as before. */
  private boolean isWidened(ParameterSpec spec, int axis) {
    return spec.shape().size(axis) != sizes.get(spec.name()).size(axis);
  }

  /** Each of the axis's parts as often as there are copies. */
  private Tensor copied(Tensor value, int axis, ParameterSpec spec) {
    long parts = Axes.parts(spec, axis);
    long size = value.shape().size(axis) / parts;
    long before = elements(value.shape(), 0, axis);
    long after = elements(value.shape(), axis + 1, value.shape().rank());
    return value
        .reshape(before * parts, size, after)
        .tile(Shape.of(before * parts, copies * size, after))
        .reshape(value.shape().with(axis, copies * parts * size).toArray());
  }

  /** Adds up to zero over the copies of each thing that is read. */
  private Tensor noise(ParameterSpec spec, Tensor value, double noise, long seed) {
    int axis = Axes.read(wide, spec);
    Tensor centred = value.sub(value.mean());
    double deviation = Math.sqrt(centred.mul(centred).mean().cast(DType.F64).toDoubles()[0]);
    if (deviation == 0) {
      return value.backend().full(0, value.dtype(), spec.shape());
    }
    Normal normal = new Normal(noise * deviation / Math.sqrt((double) copies));
    float[] drawn =
        normal.draw(
            RandomStream.named(seed, "widening " + spec.name()),
            Math.toIntExact(spec.shape().elements()));
    long before = elements(spec.shape(), 0, axis);
    long after = elements(spec.shape(), axis + 1, spec.shape().rank());
    Tensor free =
        value
            .backend()
            .fromBuffer(
                Buffers.of(drawn),
                DType.F32,
                Shape.of(before, copies, spec.shape().size(axis) / copies, after))
            .cast(value.dtype());
    return free.sub(free.mean(true, 1)).reshape(spec.shape().toArray());
  }

  private static long elements(Shape shape, int from, int to) {
    return LongStream.of(shape.toArray())
        .skip(from)
        .limit(to - from)
        .reduce(1, Math::multiplyExact);
  }
}
