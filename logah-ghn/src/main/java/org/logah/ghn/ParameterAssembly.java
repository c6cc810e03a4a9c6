package org.logah.ghn;

import java.util.Arrays;
import java.util.List;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.random.RandomStream;

/** From the decoder's raw values to a parameter: crop, normalise, tile, and give it its shape. */
final class ParameterAssembly {
  private final HypernetworkConfig config;
  private final Normalisation normalisation;

  ParameterAssembly(HypernetworkConfig config) {
    this.config = config;
    normalisation = Normalisation.of(config.family());
  }

  /**
   * A parameter of its own shape.
   *
   * @param raw what the decoder gave for one node; it may be larger than the plan asked for
   */
  Tensor assemble(Tensor raw, PlannedParameter planned, double initializerRange, long seed) {
    ParameterSpec spec = planned.spec();
    if (planned.shape().kind().isVector()) {
      return vector(raw, spec);
    }
    Shape shape = spec.shape();
    if (GroupKey.isPositionalTable(spec)) {
      return positionalTable(raw, spec, seed);
    }
    Tensor cropped =
        cropped(
            raw,
            Shape.of(
                shape.size(0),
                shape.size(1),
                shape.rank() > 2 ? shape.size(2) : 1,
                shape.rank() > 3 ? shape.size(3) : 1));
    Tensor weight = cropped.reshape(Arrays.copyOf(cropped.shape().toArray(), shape.rank()));
    if (config.weightNorm()) {
      weight = normalisation.scaled(weight, planned, initializerRange);
    }
    return weight.tile(shape);
  }

  /** The first row is a norm's scale, the second a bias. */
  private Tensor vector(Tensor raw, ParameterSpec spec) {
    int row = spec.role() == ParameterRole.NORM_SCALE ? 0 : 1;
    Tensor values = raw.slice(1, row, row + 1L).reshape(raw.size(2));
    Tensor squashed = config.weightNorm() ? Normalisation.squashed(values, spec.role()) : values;
    return squashed.tile(spec.shape());
  }

  /** From one node's {@code [1, out, in, height, width]} what the target has room for. */
  private static Tensor cropped(Tensor raw, Shape target) {
    long height = Math.min(raw.size(3), target.size(2));
    long width = Math.min(raw.size(4), target.size(3));
    long top = (raw.size(3) - height) / 2;
    long left = (raw.size(4) - width) / 2;
    Tensor cropped =
        raw.slice(1, 0, Math.min(raw.size(1), target.size(0)))
            .slice(2, 0, Math.min(raw.size(2), target.size(1)))
            .slice(3, top, top + height)
            .slice(4, left, left + width);
    return cropped.reshape(cropped.size(1), cropped.size(2), height, width);
  }

  /** {@code [1, 1, width, side, side] -> [1, 1 + side², width]}; the row in front is drawn. */
  private static Tensor positionalTable(Tensor raw, ParameterSpec spec, long seed) {
    long width = spec.shape().size(2);
    long side = raw.size(3);
    Shape image = Shape.of(1, width, side, side);
    Tensor table = cropped(raw, image).tile(image).reshape(1, width, side * side).transpose(1, 2);
    long drawn = spec.shape().size(1) - side * side;
    if (drawn == 0) {
      return table;
    }
    float[] values =
        spec.initial().draw(RandomStream.named(seed, spec.name()), Math.toIntExact(drawn * width));
    Tensor rows =
        raw.backend()
            .fromBuffer(Buffers.of(values), DType.F32, Shape.of(1, drawn, width))
            .cast(raw.dtype());
    return raw.backend().concat(List.of(rows, table), 1);
  }
}
