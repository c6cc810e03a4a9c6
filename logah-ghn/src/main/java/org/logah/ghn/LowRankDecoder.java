package org.logah.ghn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
  private final LongVectors longVectors;
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
    longVectors = new LongVectors(rank, maxRows);
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
    if (isForVectors(shape)) {
      return Optional.empty();
    }
    long rows = Math.max(leftRows(shape), rightRows(shape));
    if (rows <= maxRows) {
      return Optional.empty();
    }
    return Optional.of(
        shape.kind().isVector()
            ? "a vector of %d needs K >= %d".formatted(shape.outRows(), rows)
            : "out %d x kernel height %d and in %d x kernel width %d need K >= %d"
                .formatted(
                    shape.outRows(),
                    shape.kernelHeight(),
                    shape.inRows(),
                    shape.kernelWidth(),
                    rows));
  }

  /** Whether the decoder of vectors gives this one. */
  private boolean isForVectors(DecodeShape shape) {
    return vectors.isPresent() && shape.kind().isVector();
  }

  private boolean isLongVector(DecodeShape shape) {
    return shape.kind().isVector() && longVectors.fit(leftRows(shape));
  }

  /** Rows of A; a vector's scale and bias are one column. */
  private static long leftRows(DecodeShape shape) {
    return shape.kind().isVector() ? 2 * shape.outRows() : shape.outRows() * shape.kernelHeight();
  }

  /** Rows of B. */
  private static long rightRows(DecodeShape shape) {
    return shape.kind().isVector() ? 1 : shape.inRows() * shape.kernelWidth();
  }

  @Override
  public List<RowRange> reads(DecodeShape shape) {
    if (isForVectors(shape)) {
      return List.of();
    }
    List<RowRange> ranges = new ArrayList<>();
    addReads(ranges, 0, leftRows(shape));
    addReads(ranges, rank, rightRows(shape));
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
    if (isForVectors(shape)) {
      return vectors.orElseThrow().operations();
    }
    long left = leftRows(shape);
    long right = rightRows(shape);
    double features = elements(first) + elements(second);
    double perceptron =
        (perceptronRows(left) + perceptronRows(right))
            * rank
            * (double) third.weight().shape().size(1);
    double expandedRight = (double) rank * perceptronRows(right) * outputs(right);
    if (isLongVector(shape)) {
      return 2 * (features + perceptron + expandedRight)
          + longVectors.operations(perceptronRows(left));
    }
    double expandedLeft = (double) rank * perceptronRows(left) * outputs(left);
    double product =
        shape.kind().isVector()
            ? 2.0 * shape.out()
            : (double) shape.out() * shape.kernelHeight() * shape.in() * shape.kernelWidth();
    return 2 * (features + perceptron + expandedLeft + expandedRight + rank * product);
  }

  @Override
  public long size(DecodeShape shape) {
    if (isForVectors(shape)) {
      return vectors.orElseThrow().size(shape);
    }
    return isLongVector(shape) ? maxRows : (leftRows(shape) + rightRows(shape)) * rank;
  }

  @Override
  public long sharedWeights() {
    return expansion.weight().shape().elements();
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

  /** The perceptron's rows of all states; their expansion is left to each decoding. */
  @Override
  public PreparedDecoder prepare(
      Parameters parameters, Tensor states, List<DecodeRequest> requests) {
    Map<PerceptronRows.Factor, Long> counts = new LinkedHashMap<>();
    for (DecodeRequest request : requests) {
      DecodeShape shape = request.shape();
      if (!isForVectors(shape)) {
        counts.merge(
            new PerceptronRows.Factor(true, request.row()),
            perceptronRows(leftRows(shape)),
            Math::max);
        counts.merge(
            new PerceptronRows.Factor(false, request.row()),
            perceptronRows(rightRows(shape)),
            Math::max);
      }
    }
    Optional<PerceptronRows> rows =
        counts.isEmpty() ? Optional.empty() : Optional.of(evaluate(parameters, states, counts));
    return own -> decode(parameters, states, rows, own);
  }

  private PerceptronRows evaluate(
      Parameters parameters, Tensor states, Map<PerceptronRows.Factor, Long> counts) {
    long[] read =
        counts.keySet().stream()
            .mapToLong(PerceptronRows.Factor::state)
            .distinct()
            .sorted()
            .toArray();
    Tensor own = states.embedding(states.backend().tensor(read, read.length));
    Tensor inner = first.forward(parameters, own).relu();
    Tensor features = second.forward(parameters, inner).relu();
    return PerceptronRows.evaluate(parameters, third, rank, features, read, counts);
  }

  private List<Decoded> decode(
      Parameters parameters,
      Tensor states,
      Optional<PerceptronRows> rows,
      List<DecodeRequest> requests) {
    Set<DecodeRequest> asFactors = new LinkedHashSet<>();
    Map<DecodeRequest, Decoded> decoded = new HashMap<>();
    for (DecodeRequest request : requests) {
      if (isForVectors(request.shape())) {
        Tensor state = states.slice(0, request.row(), request.row() + 1);
        Tensor pair = vectors.orElseThrow().decode(parameters, state, request.shape());
        decoded.put(request, new Decoded.Values(pair));
      } else {
        asFactors.add(request);
      }
    }
    if (!asFactors.isEmpty()) {
      decoded.putAll(factors(parameters, rows.orElseThrow(), List.copyOf(asFactors)));
    }
    return requests.stream().map(decoded::get).toList();
  }

  /** All together: each part of the expansion is read once. */
  private Map<DecodeRequest, Decoded> factors(
      Parameters parameters, PerceptronRows rows, List<DecodeRequest> requests) {
    FactorExpansion factors = new FactorExpansion(rank, maxRows);
    List<DecodeRequest> products = new ArrayList<>();
    for (DecodeRequest request : requests) {
      if (isLongVector(request.shape())) {
        products.add(request);
      } else {
        factors.add(true, request.row(), leftRows(request.shape()));
      }
      factors.add(false, request.row(), rightRows(request.shape()));
    }
    Iterator<Tensor> expanded =
        factors
            .expand(
                rows,
                parameters.rows(expansion.weight().name(), 0, factors.outputs()),
                parameters.rows(expansion.bias().name(), 0, factors.outputs()))
            .iterator();
    RowResampling resampling = new RowResampling(rows.rows().backend(), rows.rows().dtype());
    Map<DecodeRequest, Decoded> decoded = new HashMap<>();
    List<Tensor> columns = new ArrayList<>();
    for (DecodeRequest request : requests) {
      DecodeShape shape = request.shape();
      if (isLongVector(shape)) {
        columns.add(expanded.next());
      } else if (shape.kind().isVector()) {
        Tensor left = expanded.next();
        Tensor values = left.matmul(expanded.next().transpose(1, 2));
        decoded.put(request, vectors(shape, values, resampling));
      } else {
        decoded.put(request, weight(shape, expanded.next(), expanded.next(), resampling));
      }
    }
    if (!products.isEmpty()) {
      List<Tensor> values =
          longVectors.multiply(
              rows,
              products.stream().map(DecodeRequest::row).toList(),
              products.stream().map(request -> leftRows(request.shape())).toList(),
              rows.rows().backend().concat(columns, 1).reshape(columns.size(), rank),
              parameters.rows(expansion.weight().name(), 0, maxRows),
              parameters.rows(expansion.bias().name(), 0, maxRows));
      for (int i = 0; i < products.size(); i++) {
        decoded.put(products.get(i), vectors(products.get(i).shape(), values.get(i), resampling));
      }
    }
    return decoded;
  }

  /** Scale and bias from their values {@code [1, 2 outRows, 1]}. */
  private static Decoded vectors(DecodeShape shape, Tensor values, RowResampling resampling) {
    Tensor own = resampling.apply(values, 2, shape.outRows(), shape.out(), 1);
    return new Decoded.Values(own.reshape(1, 2, shape.out()));
  }

  private static Decoded weight(
      DecodeShape shape, Tensor left, Tensor right, RowResampling resampling) {
    Tensor a = resampling.apply(left, 1, shape.outRows(), shape.out(), shape.kernelHeight());
    Tensor b = resampling.apply(right, 1, shape.inRows(), shape.in(), shape.kernelWidth());
    return new Decoded.Product(a, b, shape.kernelHeight(), shape.kernelWidth());
  }
}
