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
    if (GroupKey.isPositionalTable(spec)) {
      return positionalTable(cropped(raw, planned.shape()), spec, seed);
    }
    Tensor weight = cropped(raw, planned.shape()).reshape(rawSizes(planned));
    if (config.weightNorm()) {
      weight = normalisation.scaled(weight, planned, initializerRange);
    }
    return weight.tile(spec.shape());
  }

  /** The first row is a norm's scale, the second a bias. */
  private Tensor vector(Tensor raw, ParameterSpec spec) {
    int row = spec.role() == ParameterRole.NORM_SCALE ? 0 : 1;
    Tensor values = raw.slice(1, row, row + 1L).reshape(raw.size(2));
    Tensor squashed = config.weightNorm() ? Normalisation.squashed(values, spec.role()) : values;
    return squashed.tile(spec.shape());
  }

  private static Tensor cropped(Tensor raw, DecodeShape shape) {
    Tensor cropped = raw.slice(1, 0, shape.out()).slice(2, 0, shape.in());
    long top = (cropped.size(3) - shape.kernelHeight()) / 2;
    long left = (cropped.size(4) - shape.kernelWidth()) / 2;
    return cropped
        .slice(3, top, top + shape.kernelHeight())
        .slice(4, left, left + shape.kernelWidth());
  }

  /** The decoded sizes in as many dimensions as the parameter has. */
  private static long[] rawSizes(PlannedParameter planned) {
    DecodeShape shape = planned.shape();
    long[] all = {shape.out(), shape.in(), shape.kernelHeight(), shape.kernelWidth()};
    return Arrays.copyOf(all, planned.spec().shape().rank());
  }

  /** {@code [1, 1, width, side, side] -> [1, 1 + side², width]}; the row in front is drawn. */
  private static Tensor positionalTable(Tensor raw, ParameterSpec spec, long seed) {
    long width = spec.shape().size(2);
    long side = raw.size(3);
    Tensor table = raw.reshape(1, width, side * side).transpose(1, 2);
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
