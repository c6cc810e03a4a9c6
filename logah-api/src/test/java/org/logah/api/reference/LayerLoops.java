package org.logah.api.reference;

import java.util.Arrays;
import java.util.List;
import org.logah.api.Shape;

/** Normalisations, attention and position embedding, one output element at a time. */
final class LayerLoops {
  private LayerLoops() {}

  static ReferenceTensor layerNorm(
      ReferenceTensor input, ReferenceTensor scale, ReferenceTensor bias, double eps) {
    int width = Math.toIntExact(input.size(-1));
    double[] values = new double[input.elements()];
    for (int row = 0; row < values.length; row += width) {
      double mean = 0;
      for (int i = 0; i < width; i++) {
        mean += input.reals()[row + i] / width;
      }
      double variance = 0;
      for (int i = 0; i < width; i++) {
        variance += Math.pow(input.reals()[row + i] - mean, 2) / width;
      }
      for (int i = 0; i < width; i++) {
        double normal = (input.reals()[row + i] - mean) / Math.sqrt(variance + eps);
        values[row + i] = normal * scale.reals()[i] + bias.reals()[i];
      }
    }
    return input.withReals(input.shape(), values);
  }

  static ReferenceTensor rmsNorm(ReferenceTensor input, ReferenceTensor scale, double eps) {
    int width = Math.toIntExact(input.size(-1));
    double[] values = new double[input.elements()];
    for (int row = 0; row < values.length; row += width) {
      double meanSquare = 0;
      for (int i = 0; i < width; i++) {
        meanSquare += Math.pow(input.reals()[row + i], 2) / width;
      }
      for (int i = 0; i < width; i++) {
        values[row + i] = input.reals()[row + i] / Math.sqrt(meanSquare + eps) * scale.reals()[i];
      }
    }
    return input.withReals(input.shape(), values);
  }

  static ReferenceTensor batchNorm(
      ReferenceTensor input, ReferenceTensor scale, ReferenceTensor bias, double eps) {
    int channels = Math.toIntExact(input.size(1));
    int area = Math.toIntExact(input.size(2) * input.size(3));
    double count = (double) input.size(0) * area;
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    for (int i = 0; i < input.elements(); i++) {
      mean[i / area % channels] += input.reals()[i] / count;
    }
    for (int i = 0; i < input.elements(); i++) {
      int channel = i / area % channels;
      variance[channel] += Math.pow(input.reals()[i] - mean[channel], 2) / count;
    }
    double[] values = new double[input.elements()];
    for (int i = 0; i < values.length; i++) {
      int channel = i / area % channels;
      double normal = (input.reals()[i] - mean[channel]) / Math.sqrt(variance[channel] + eps);
      values[i] = normal * scale.reals()[channel] + bias.reals()[channel];
    }
    return input.withReals(input.shape(), values);
  }

  /**
   * @param operands query, key, value, and bias or {@code null}
   */
  static ReferenceTensor attention(List<ReferenceTensor> operands, Shape shape, boolean causal) {
    ReferenceTensor query = operands.get(0);
    ReferenceTensor value = operands.get(2);
    int headsPerGroup = Math.toIntExact(query.size(1) / value.size(1));
    int keys = Math.toIntExact(value.size(2));
    double[] values = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      int[] at = Coordinates.of(shape, i);
      int visible = causal ? Math.min(keys, at[2] + 1) : keys;
      double[] scores = new double[visible];
      for (int k = 0; k < visible; k++) {
        scores[k] = score(operands, at[0], at[1], at[2], k);
      }
      double largest = Arrays.stream(scores).max().orElse(0);
      double sum = 0;
      double weights = 0;
      for (int k = 0; k < visible; k++) {
        double weight = Math.exp(scores[k] - largest);
        int group = at[1] / headsPerGroup;
        weights += weight;
        sum += weight * value.reals()[Coordinates.index(value.shape(), at[0], group, k, at[3])];
      }
      values[i] = sum / weights;
    }
    return query.withReals(shape, values);
  }

  private static double score(
      List<ReferenceTensor> operands, int batch, int head, int row, int column) {
    ReferenceTensor query = operands.get(0);
    ReferenceTensor key = operands.get(1);
    ReferenceTensor bias = operands.get(3);
    int width = Math.toIntExact(query.size(3));
    int headsPerGroup = Math.toIntExact(query.size(1) / key.size(1));
    int left = Coordinates.index(query.shape(), batch, head, row, 0);
    int right = Coordinates.index(key.shape(), batch, head / headsPerGroup, column, 0);
    double product = 0;
    for (int i = 0; i < width; i++) {
      product += query.reals()[left + i] * key.reals()[right + i];
    }
    double score = product / Math.sqrt(width);
    if (bias == null) {
      return score;
    }
    Shape scores = Shape.of(query.size(0), query.size(1), query.size(2), key.size(2));
    int place = Coordinates.index(scores, batch, head, row, column);
    return score + bias.reals()[Coordinates.stretched(bias.shape(), scores).applyAsInt(place)];
  }

  static ReferenceTensor rotaryEmbedding(
      ReferenceTensor input, ReferenceTensor cosine, ReferenceTensor sine) {
    int width = Math.toIntExact(input.size(3));
    int half = width / 2;
    int table = Math.toIntExact(input.size(2)) * width;
    double[] values = new double[input.elements()];
    for (int i = 0; i < values.length; i++) {
      boolean first = i % width < half;
      double partner = first ? -input.reals()[i + half] : input.reals()[i - half];
      values[i] = input.reals()[i] * cosine.reals()[i % table] + partner * sine.reals()[i % table];
    }
    return input.withReals(input.shape(), values);
  }

  static ReferenceTensor globalAveragePool(ReferenceTensor input) {
    int area = Math.toIntExact(input.size(2) * input.size(3));
    double[] values = new double[Math.toIntExact(input.size(0) * input.size(1))];
    for (int i = 0; i < input.elements(); i++) {
      values[i / area] += input.reals()[i] / area;
    }
    return input.withReals(Shape.of(input.size(0), input.size(1)), values);
  }
}
