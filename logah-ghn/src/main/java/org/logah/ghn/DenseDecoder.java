package org.logah.ghn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.logah.api.Tensor;
import org.logah.api.nn.Linear;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * GHN-3's decoder (as in GHN-2): a state becomes an image of features, whose central pixels are
 * those of the kernel, and each pixel a whole matrix of out by in. A kernel or positional table
 * larger than the image is interpolated.
 */
final class DenseDecoder implements Decoder {
  private final long maxOut;
  private final long maxIn;
  private final long side;
  private final long channels;
  private final Linear image;
  private final Linear inner;
  private final Linear outer;
  private final Linear classifier;
  private final VectorDecoder vectors;

  DenseDecoder(HypernetworkConfig config) {
    long hidden = config.hidden();
    maxOut = config.maxShape().get(0);
    maxIn = config.maxShape().get(1);
    side = config.maxShape().get(2);
    channels = 4 * hidden;
    image = Linear.of("decoder.fc.0", hidden, channels * side * side);
    inner = Linear.of("decoder.conv.0", channels, 8 * hidden);
    outer = DampedLinear.of("decoder.conv.2", 8 * hidden, maxOut * maxIn);
    classifier = DampedLinear.of("decoder.class_layer_predictor.1", maxOut, config.classes());
    vectors = new VectorDecoder(config, config.maxShape().get(0));
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (Linear linear : List.of(image, inner, outer, classifier)) {
      specs.addAll(linear.parameters());
    }
    specs.addAll(vectors.parameters());
    return specs;
  }

  @Override
  public Optional<String> refusal(DecodeShape shape) {
    boolean tall = shape.kernelHeight() > side;
    boolean wide = shape.kernelWidth() > side;
    return tall == wide
        ? Optional.empty()
        : Optional.of(
            "a kernel of %d x %d is larger on one side than the %d decoded, but not on the other"
                .formatted(shape.kernelHeight(), shape.kernelWidth(), side));
  }

  @Override
  public double operations(DecodeShape shape) {
    if (shape.kind().isVector()) {
      return vectors.operations();
    }
    boolean classifier = shape.kind() == DecodeShape.Kind.CLASSIFIER_WEIGHT;
    double pixels =
        classifier
            ? 1
            : (double) Math.min(shape.kernelHeight(), side) * Math.min(shape.kernelWidth(), side);
    double rows = classifier ? maxOut : Math.min(shape.out(), maxOut);
    double hidden = image.weight().shape().size(1);
    double features = inner.weight().shape().size(0);
    double matrices = pixels * (channels * hidden + channels * features + features * rows * maxIn);
    double classes = classifier ? classifierElements() * shape.in() : 0;
    return 2 * (matrices + classes);
  }

  @Override
  public long size(DecodeShape shape) {
    if (shape.kind().isVector()) {
      return vectors.size(shape);
    }
    return shape.kind() == DecodeShape.Kind.CLASSIFIER_WEIGHT
        ? shape.out() * shape.in()
        : Math.min(shape.out(), maxOut)
            * Math.min(shape.in(), maxIn)
            * shape.kernelHeight()
            * shape.kernelWidth();
  }

  private double classifierElements() {
    return classifier.weight().shape().elements();
  }

  /** Nothing is shared: decoding goes shape by shape. */
  @Override
  public PreparedDecoder prepare(
      Parameters parameters, Tensor states, List<DecodeRequest> requests) {
    return own -> byShape(parameters, states, own);
  }

  private List<Decoded> byShape(
      Parameters parameters, Tensor states, List<DecodeRequest> requests) {
    Map<DecodeShape, List<Long>> rows = new LinkedHashMap<>();
    for (DecodeRequest request : requests) {
      rows.computeIfAbsent(request.shape(), shape -> new ArrayList<>()).add(request.row());
    }
    Map<DecodeShape, Iterator<Tensor>> decoded = new HashMap<>();
    rows.forEach(
        (shape, own) -> {
          long[] indices = own.stream().mapToLong(Long::longValue).toArray();
          long[] ones = new long[indices.length];
          Arrays.fill(ones, 1);
          Tensor selected = states.embedding(states.backend().tensor(indices, indices.length));
          decoded.put(shape, decode(parameters, selected, shape).split(0, ones).iterator());
        });
    return requests.stream()
        .<Decoded>map(request -> new Decoded.Values(decoded.get(request.shape()).next()))
        .toList();
  }

  /** Values of several nodes, as {@link Decoded#values} lays them out. */
  private Tensor decode(Parameters parameters, Tensor states, DecodeShape shape) {
    if (shape.kind().isVector()) {
      return vectors.decode(parameters, states, shape);
    }
    if (shape.kind() == DecodeShape.Kind.CLASSIFIER_WEIGHT) {
      Tensor centre = matrices(parameters, states, 1, 1, maxOut, shape.in());
      Tensor outLast = centre.reshape(states.size(0), maxOut, shape.in()).transpose(1, 2).relu();
      Tensor classes = classifier.forward(parameters, outLast).transpose(1, 2);
      return classes.reshape(classes.size(0), classes.size(1), classes.size(2), 1, 1);
    }
    Tensor decoded =
        matrices(
            parameters,
            states,
            Math.min(shape.kernelHeight(), side),
            Math.min(shape.kernelWidth(), side),
            Math.min(shape.out(), maxOut),
            Math.min(shape.in(), maxIn));
    return shape.kernelHeight() > side
        ? BilinearResize.resize(decoded, shape.kernelHeight(), shape.kernelWidth())
        : decoded;
  }

  /** {@code [nodes, out, in, height, width]}; only what is asked for is computed. */
  private Tensor matrices(
      Parameters parameters, Tensor states, long height, long width, long out, long in) {
    long nodes = states.size(0);
    long hidden = states.size(1);
    Tensor weight = parameters.get(image.weight().name()).reshape(channels, side, side, hidden);
    Tensor bias = parameters.get(image.bias().name()).reshape(channels, side, side);
    long rows = channels * height * width;
    Tensor pixels =
        states
            .linear(
                central(weight, height, width).reshape(rows, hidden),
                central(bias, height, width).reshape(rows))
            .relu()
            .reshape(nodes, channels, height * width)
            .transpose(1, 2);
    Tensor features = inner.forward(parameters, pixels).relu();
    return features
        .linear(
            parameters.get(outer.weight().name()).slice(0, 0, out * maxIn),
            parameters.get(outer.bias().name()).slice(0, 0, out * maxIn))
        .reshape(nodes, height, width, out, maxIn)
        .slice(4, 0, in)
        .permute(0, 3, 4, 1, 2);
  }

  private Tensor central(Tensor images, long height, long width) {
    long top = side / 2 - height / 2;
    long left = side / 2 - width / 2;
    return images.slice(1, top, top + height).slice(2, left, left + width);
  }
}
