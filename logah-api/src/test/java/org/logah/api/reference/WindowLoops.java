package org.logah.api.reference;

import org.logah.api.Convolution;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;

/** Matrix products, and what slides a window over images. */
final class WindowLoops {
  private WindowLoops() {}

  static ReferenceTensor matmul(ReferenceTensor a, ReferenceTensor b) {
    Shape shape = ShapeInference.matmul(a.shape(), b.shape());
    int rows = Math.toIntExact(a.size(-2));
    int inner = Math.toIntExact(a.size(-1));
    int columns = Math.toIntExact(b.size(-1));
    Shape batches = shape.with(-2, 1).with(-1, 1);
    var left = Coordinates.stretched(a.shape().with(-2, 1).with(-1, 1), batches);
    var right = Coordinates.stretched(b.shape().with(-2, 1).with(-1, 1), batches);
    double[] values = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      int batch = i / (rows * columns);
      int row = left.applyAsInt(batch) * rows * inner + i / columns % rows * inner;
      int column = right.applyAsInt(batch) * inner * columns + i % columns;
      double sum = 0;
      for (int k = 0; k < inner; k++) {
        sum += a.reals()[row + k] * b.reals()[column + k * columns];
      }
      values[i] = sum;
    }
    return a.withReals(shape, values);
  }

  static ReferenceTensor conv2d(
      ReferenceTensor input, ReferenceTensor weight, ReferenceTensor bias, Convolution walk) {
    Shape shape =
        ShapeInference.conv2d(
            input.shape(), weight.shape(), bias == null ? null : bias.shape(), walk);
    int channels = Math.toIntExact(weight.size(1));
    int outPerGroup = Math.toIntExact(weight.size(0)) / walk.groups();
    double[] values = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      int[] at = Coordinates.of(shape, i);
      double sum = bias == null ? 0 : bias.reals()[at[1]];
      for (int c = 0; c < channels; c++) {
        int channel = at[1] / outPerGroup * channels + c;
        for (int ky = 0; ky < weight.size(2); ky++) {
          for (int kx = 0; kx < weight.size(3); kx++) {
            int y = at[2] * walk.stride() - walk.padding() + ky * walk.dilation();
            int x = at[3] * walk.stride() - walk.padding() + kx * walk.dilation();
            double pixel = pixel(input, at[0], channel, y, x, 0);
            sum += pixel * weight.reals()[Coordinates.index(weight.shape(), at[1], c, ky, kx)];
          }
        }
      }
      values[i] = sum;
    }
    return input.withReals(shape, values);
  }

  static ReferenceTensor maxPool2d(ReferenceTensor input, Pooling pooling) {
    Shape shape = ShapeInference.pool("maxPool2d", input.shape(), pooling);
    double[] values = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      int[] at = Coordinates.of(shape, i);
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < pooling.kernel() * pooling.kernel(); k++) {
        int y = at[2] * pooling.stride() - pooling.padding() + k / pooling.kernel();
        int x = at[3] * pooling.stride() - pooling.padding() + k % pooling.kernel();
        largest = Math.max(largest, pixel(input, at[0], at[1], y, x, Double.NEGATIVE_INFINITY));
      }
      values[i] = largest;
    }
    return input.withReals(shape, values);
  }

  static ReferenceTensor averagePool2d(ReferenceTensor input, Pooling pooling) {
    Shape shape = ShapeInference.pool("averagePool2d", input.shape(), pooling);
    int area = pooling.kernel() * pooling.kernel();
    double[] values = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      int[] at = Coordinates.of(shape, i);
      double sum = 0;
      for (int k = 0; k < area; k++) {
        int y = at[2] * pooling.stride() - pooling.padding() + k / pooling.kernel();
        int x = at[3] * pooling.stride() - pooling.padding() + k % pooling.kernel();
        sum += pixel(input, at[0], at[1], y, x, 0);
      }
      values[i] = sum / area;
    }
    return input.withReals(shape, values);
  }

  private static double pixel(
      ReferenceTensor image, int batch, int channel, int y, int x, double border) {
    boolean inside = y >= 0 && y < image.size(2) && x >= 0 && x < image.size(3);
    return inside ? image.reals()[Coordinates.index(image.shape(), batch, channel, y, x)] : border;
  }
}
