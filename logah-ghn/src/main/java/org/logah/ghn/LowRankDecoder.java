package org.logah.ghn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Linear;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * LoGAH's decoder (section 3.2): W = A Bᵀ, where A and B hold at most ck rows of rank r.
 *
 * <p>A perceptron maps a state to 2r rows of r values, a linear map each row to ck values, and
 * these 2r ck values, read flat, are first the ck rows of A and then those of B. Row i of A is thus
 * found in perceptron row ⌊ir/ck⌋. Only perceptron rows and outputs that a shape reads are
 * evaluated.
 */
final class LowRankDecoder implements Decoder {
  private final int rank;
  private final int maxRows;
  private final Linear first;
  private final Linear second;
  private final Linear third;
  private final Linear unused;
  private final Linear expansion;
  private final Optional<VectorDecoder> vectors;

  LowRankDecoder(HypernetworkConfig config, DecoderConfig.LowRank lowRank) {
    long hidden = config.hidden();
    rank = lowRank.rank();
    maxRows = lowRank.maxRows();
    first = Linear.of("decoder.mlp.fc.0", hidden, 4 * hidden);
    second = Linear.of("decoder.mlp.fc.2", 4 * hidden, 8 * hidden);
    third = Linear.of("decoder.mlp.fc.4", 8 * hidden, 2L * rank * rank);
    unused = Linear.of("decoder.l1", rank, rank);
    expansion = Linear.of("decoder.l2", rank, maxRows);
    vectors =
        lowRank.vectorDecoder()
            ? Optional.of(new VectorDecoder(config, config.hidden() / 2))
            : Optional.empty();
  }

  /** With the placeholders that the published checkpoints hold and count, but never use. */
  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (Linear linear : List.of(first, second, third, unused, expansion)) {
      specs.addAll(linear.parameters());
    }
    specs.addAll(vectors.map(VectorDecoder::parameters).orElseGet(LowRankDecoder::placeholders));
    return specs;
  }

  private static List<ParameterSpec> placeholders() {
    InitialDistribution initial = new InitialDistribution.Uniform(1);
    List<ParameterSpec> specs = new ArrayList<>();
    for (String name : List.of("decoder_1d.0", "bias_class.1")) {
      specs.add(new ParameterSpec(name + ".weight", Shape.of(1, 1), ParameterRole.WEIGHT, initial));
      specs.add(new ParameterSpec(name + ".bias", Shape.of(1), ParameterRole.BIAS, initial));
    }
    return specs;
  }

  @Override
  public Optional<String> refusal(DecodeShape shape) {
    if (shape.kind().isVector()) {
      long rows = vectors.isPresent() ? 0 : 2 * shape.out();
      return rows <= maxRows
          ? Optional.empty()
          : Optional.of("a vector of %d needs K >= %d".formatted(shape.out(), rows));
    }
    long rows = Math.max(shape.out() * shape.kernelHeight(), shape.in() * shape.kernelWidth());
    return rows <= maxRows
        ? Optional.empty()
        : Optional.of(
            "out %d x kernel height %d and in %d x kernel width %d need K >= %d"
                .formatted(
                    shape.out(), shape.kernelHeight(), shape.in(), shape.kernelWidth(), rows));
  }

  @Override
  public List<RowRange> reads(DecodeShape shape) {
    if (shape.kind().isVector()) {
      return vectors.isPresent() ? List.of() : reads(column(shape));
    }
    List<RowRange> ranges = new ArrayList<>();
    addReads(ranges, 0, shape.out() * shape.kernelHeight());
    addReads(ranges, rank, shape.in() * shape.kernelWidth());
    return ranges;
  }

  private void addReads(List<RowRange> ranges, long start, long rows) {
    for (ParameterSpec spec : third.parameters()) {
      ranges.add(new RowRange(spec.name(), start * rank, (start + perceptronRows(rows)) * rank));
    }
    for (ParameterSpec spec : expansion.parameters()) {
      ranges.add(new RowRange(spec.name(), 0, outputs(rows)));
    }
  }

  @Override
  public double operations(DecodeShape shape) {
    if (shape.kind().isVector()) {
      return vectors.map(VectorDecoder::operations).orElseGet(() -> operations(column(shape)));
    }
    long out = shape.out() * shape.kernelHeight();
    long in = shape.in() * shape.kernelWidth();
    double features = elements(first) + elements(second);
    double perceptron =
        (perceptronRows(out) + perceptronRows(in)) * rank * (double) third.weight().shape().size(1);
    double expanded =
        (double) rank * (perceptronRows(out) * outputs(out) + perceptronRows(in) * outputs(in));
    return 2 * (features + perceptron + expanded + (double) rank * out * in);
  }

  private static double elements(Linear linear) {
    return linear.weight().shape().elements();
  }

  /** Perceptron rows that hold the first rows of a factor. */
  private long perceptronRows(long rows) {
    return (rows * rank + maxRows - 1) / maxRows;
  }

  /** Outputs of the expansion that the first rows of a factor touch. */
  private long outputs(long rows) {
    return Math.min(rows * rank, maxRows);
  }

  /** A vector's scale and bias as one column. */
  private static DecodeShape column(DecodeShape vector) {
    return new DecodeShape(DecodeShape.Kind.WEIGHT, 2 * vector.out(), 1, 1, 1);
  }

  @Override
  public Decoded decode(Parameters parameters, Tensor states, DecodeShape shape) {
    if (!shape.kind().isVector()) {
      return factors(parameters, states, shape);
    }
    if (vectors.isPresent()) {
      return new Decoded.Values(vectors.get().decode(parameters, states, shape));
    }
    return new Decoded.Values(
        factors(parameters, states, column(shape))
            .values()
            .reshape(states.size(0), 2, shape.out()));
  }

  private Decoded factors(Parameters parameters, Tensor states, DecodeShape shape) {
    Tensor inner = first.forward(parameters, states).relu();
    Tensor features = second.forward(parameters, inner).relu();
    long height = shape.kernelHeight();
    long width = shape.kernelWidth();
    return new Decoded.Factors(
        factor(parameters, features, 0, shape.out() * height),
        factor(parameters, features, rank, shape.in() * width),
        height,
        width);
  }

  /**
   * The first rows of a factor {@code [nodes, rows, rank]}.
   *
   * @param features {@code [nodes, 8 hidden]}
   * @param start perceptron row at which the factor begins: 0 for A, rank for B
   */
  private Tensor factor(Parameters parameters, Tensor features, long start, long rows) {
    long perceptronRows = perceptronRows(rows);
    long outputs = outputs(rows);
    long end = (start + perceptronRows) * rank;
    Tensor selected =
        features
            .linear(
                parameters.rows(third.weight().name(), start * rank, end),
                parameters.rows(third.bias().name(), start * rank, end))
            .relu()
            .reshape(features.size(0), perceptronRows, rank);
    Tensor expanded =
        selected.linear(
            parameters.rows(expansion.weight().name(), 0, outputs),
            parameters.rows(expansion.bias().name(), 0, outputs));
    return expanded
        .reshape(features.size(0), perceptronRows * outputs)
        .slice(1, 0, rows * rank)
        .reshape(features.size(0), rows, rank);
  }
}
