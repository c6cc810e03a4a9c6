package org.logah.ghn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  public List<Decoded> decode(Parameters parameters, Tensor states, List<DecodeRequest> requests) {
    Set<DecodeRequest> asFactors = new LinkedHashSet<>();
    Map<DecodeRequest, Decoded> decoded = new HashMap<>();
    for (DecodeRequest request : requests) {
      if (request.shape().kind().isVector() && vectors.isPresent()) {
        Tensor state = states.slice(0, request.row(), request.row() + 1);
        Tensor pair = vectors.get().decode(parameters, state, request.shape());
        decoded.put(request, new Decoded.Values(pair));
      } else {
        asFactors.add(request);
      }
    }
    if (!asFactors.isEmpty()) {
      decoded.putAll(factors(parameters, states, List.copyOf(asFactors)));
    }
    return requests.stream().map(decoded::get).toList();
  }

  /** All together: the perceptron runs once, and each part of the expansion is read once. */
  private Map<DecodeRequest, Decoded> factors(
      Parameters parameters, Tensor states, List<DecodeRequest> requests) {
    FactorExpansion factors = new FactorExpansion(rank, maxRows);
    for (DecodeRequest request : requests) {
      DecodeShape shape = request.shape();
      boolean vector = shape.kind().isVector();
      factors.add(
          true, request.row(), vector ? 2 * shape.out() : shape.out() * shape.kernelHeight());
      factors.add(false, request.row(), vector ? 1 : shape.in() * shape.kernelWidth());
    }
    Tensor inner = first.forward(parameters, states).relu();
    Tensor features = second.forward(parameters, inner).relu();
    List<Tensor> expanded =
        factors.expand(
            perceptronRows(parameters, features, 0, factors.leftRows()),
            perceptronRows(parameters, features, rank, factors.rightRows()),
            parameters.rows(expansion.weight().name(), 0, factors.mostOutputs()),
            parameters.rows(expansion.bias().name(), 0, factors.mostOutputs()));
    Map<DecodeRequest, Decoded> decoded = new HashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      decoded.put(
          requests.get(i),
          decoded(requests.get(i).shape(), expanded.get(2 * i), expanded.get(2 * i + 1)));
    }
    return decoded;
  }

  /** A scale and a bias are decoded as one column. */
  private static Decoded decoded(DecodeShape shape, Tensor a, Tensor b) {
    if (shape.kind().isVector()) {
      return new Decoded.Values(a.matmul(b.transpose(1, 2)).reshape(1, 2, shape.out()));
    }
    return new Decoded.Factors(a, b, shape.kernelHeight(), shape.kernelWidth());
  }

  /**
   * Some of the 2 rank rows that the perceptron makes of every state.
   *
   * @param features {@code [nodes, 8 hidden]}
   * @param start 0 for those of A, rank for those of B
   * @return {@code [nodes, count, rank]}
   */
  private Tensor perceptronRows(Parameters parameters, Tensor features, long start, long count) {
    long from = start * rank;
    long to = (start + count) * rank;
    return features
        .linear(
            parameters.rows(third.weight().name(), from, to),
            parameters.rows(third.bias().name(), from, to))
        .relu()
        .reshape(features.size(0), count, rank);
  }
}
