package org.logah.ghn;

import java.util.List;
import java.util.Optional;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Factors;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.random.RandomStream;
import org.logah.graph.PositionalTable;
import org.logah.graph.ShapeTable;

/** From what was decoded to a parameter: scale it, fill its shape. */
final class ParameterAssembly {
  private final HypernetworkConfig config;
  private final Normalisation normalisation;

  ParameterAssembly(HypernetworkConfig config) {
    this.config = config;
    normalisation = Normalisation.of(config.family());
  }

  /** A parameter of its own shape, from what was decoded for its node. */
  Tensor assemble(Decoded decoded, PlannedParameter planned, double initializerRange, long seed) {
    ParameterSpec spec = planned.spec();
    if (planned.shape().kind().isVector()) {
      return squashed(decoded.values(), spec).tile(spec.shape());
    }
    if (PositionalTable.isOne(spec)) {
      return positionalTable(decoded, spec, seed);
    }
    Shape target = withKernel(spec.shape());
    return scaled(decoded, planned, target, initializerRange)
        .filled(target)
        .reshape(spec.shape().toArray());
  }

  /** Whether a parameter is a repetition of fewer rows. */
  static boolean repeatsRows(Decoded decoded, PlannedParameter planned) {
    ParameterSpec spec = planned.spec();
    if (planned.shape().kind().isVector() || PositionalTable.isOne(spec)) {
      return false;
    }
    return decoded.distinctRows(withKernel(spec.shape())) < spec.shape().size(0);
  }

  /** The rows that a parameter which {@link #repeatsRows} repeats. */
  Tensor distinctRows(Decoded decoded, PlannedParameter planned, double initializerRange) {
    Shape shape = planned.spec().shape();
    Shape target = withKernel(shape);
    long rows = decoded.distinctRows(target);
    return scaled(decoded, planned, target, initializerRange)
        .filled(target.with(0, rows))
        .reshape(shape.with(0, rows).toArray());
  }

  /** The factors of a parameter, where computing with them takes less. */
  Optional<Factors> factors(Decoded decoded, PlannedParameter planned, double initializerRange) {
    ParameterSpec spec = planned.spec();
    if (planned.shape().kind().isVector() || spec.shape().rank() != 2) {
      return Optional.empty();
    }
    Shape target = withKernel(spec.shape());
    return decoded.factors(target).isEmpty()
        ? Optional.empty()
        : scaled(decoded, planned, target, initializerRange).factors(target);
  }

  /** The same parameter before its weights are multiplied out and repeated. */
  PredictedTensor predicted(
      Decoded decoded, PlannedParameter planned, double initializerRange, long seed) {
    ParameterSpec spec = planned.spec();
    if (planned.shape().kind().isVector()) {
      return new TiledTensor(squashed(decoded.values(), spec), spec.shape());
    }
    if (PositionalTable.isOne(spec)) {
      return new TiledTensor(positionalTable(decoded, spec, seed), spec.shape());
    }
    Shape target = withKernel(spec.shape());
    return scaled(decoded, planned, target, initializerRange).cropped(target, spec.shape());
  }

  /** Multiplications and additions of products of matrices that scaling a parameter takes. */
  double operations(Decoded decoded, PlannedParameter planned) {
    ParameterSpec spec = planned.spec();
    return !config.weightNorm() || planned.shape().kind().isVector() || PositionalTable.isOne(spec)
        ? 0
        : normalisation.operations(decoded, planned, withKernel(spec.shape()));
  }

  private Decoded scaled(
      Decoded decoded, PlannedParameter planned, Shape target, double initializerRange) {
    if (!config.weightNorm()) {
      return decoded;
    }
    Decoded scaled = normalisation.scaled(decoded, planned, target, initializerRange);
    DecodeShape shape = planned.shape();
    return config.widths().linearFanIn() && shape.inRows() != shape.in()
        ? scaled.scaled(Math.sqrt((double) shape.inRows() / shape.in()))
        : scaled;
  }

  /** {@code [out, in, kernel height, kernel width]} of a weight. */
  private static Shape withKernel(Shape shape) {
    return Shape.of(ShapeTable.fourSizes(shape));
  }

  /** The first row is a norm's scale, the second a bias. */
  private Tensor squashed(Tensor raw, ParameterSpec spec) {
    int row = spec.role() == ParameterRole.NORM_SCALE ? 0 : 1;
    Tensor values = raw.slice(1, row, row + 1L).reshape(raw.size(2));
    return config.weightNorm() ? Normalisation.squashed(values, spec.role()) : values;
  }

  /** {@code [1, width, side, side] -> [1, 1 + side², width]}; the row in front is drawn. */
  private static Tensor positionalTable(Decoded decoded, ParameterSpec spec, long seed) {
    long width = spec.shape().size(2);
    long side = PositionalTable.side(spec);
    Tensor table =
        decoded
            .filled(Shape.of(1, width, side, side))
            .reshape(1, width, side * side)
            .transpose(1, 2);
    long drawn = spec.shape().size(1) - side * side;
    if (drawn == 0) {
      return table;
    }
    float[] values =
        spec.initial().draw(RandomStream.named(seed, spec.name()), Math.toIntExact(drawn * width));
    Tensor rows =
        table
            .backend()
            .fromBuffer(Buffers.of(values), DType.F32, Shape.of(1, drawn, width))
            .cast(table.dtype());
    return table.backend().concat(List.of(rows, table), 1);
  }
}
