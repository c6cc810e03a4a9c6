package org.logah.models.data.image;

import java.util.Arrays;

/**
 * Scales a rectangle of a picture to another size with a triangle filter: bilinear where it grows,
 * an average of all pixels where it shrinks.
 */
final class Resampling {
  /** For each place of the result, the first pixel that counts and the weight of each. */
  private static final class Filter {
    private final int[] first;
    private final float[][] weights;

    private Filter(int[] first, float[][] weights) {
      this.first = first;
      this.weights = weights;
    }

    static Filter of(int from, int to) {
      double scale = (double) from / to;
      double reach = Math.max(1, scale);
      int[] first = new int[to];
      float[][] weights = new float[to][];
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int begin = Math.max(0, (int) Math.floor(centre - reach + 0.5));
        int end = Math.min(from, (int) Math.floor(centre + reach + 0.5));
        first[i] = begin;
        weights[i] = normalised(begin, end, centre, reach);
      }
      return new Filter(first, weights);
    }

    private static float[] normalised(int begin, int end, double centre, double reach) {
      float[] weights = new float[end - begin];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        double weight = Math.max(0, 1 - Math.abs(begin + k + 0.5 - centre) / reach);
        weights[k] = (float) weight;
        sum += weight;
      }
      for (int k = 0; k < weights.length; k++) {
        weights[k] /= (float) sum;
      }
      return weights;
    }
  }

  private Resampling() {}

  /** Writes {@code [3, height, width]} of the given size to the start of {@code target}. */
  static void scale(DecodedImage image, Crop crop, ImageSize size, byte[] target) {
    if (crop.height() == size.height() && crop.width() == size.width()) {
      copy(image, crop, target);
      return;
    }
    Filter across = Filter.of(crop.width(), size.width());
    Filter down = Filter.of(crop.height(), size.height());
    int channels = DecodedImage.CHANNELS;
    float[] rows = new float[crop.height() * size.width() * channels];
    for (int row = 0; row < crop.height(); row++) {
      int start = ((crop.top() + row) * image.width() + crop.left()) * channels;
      for (int x = 0; x < size.width(); x++) {
        float[] weights = across.weights[x];
        for (int channel = 0; channel < channels; channel++) {
          int at = start + across.first[x] * channels + channel;
          float sum = 0;
          for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * (image.pixels()[at + k * channels] & 0xFF);
          }
          rows[(row * size.width() + x) * channels + channel] = sum;
        }
      }
    }
    scaleDown(rows, down, size, target);
  }

  private static void copy(DecodedImage image, Crop crop, byte[] target) {
    byte[] pixels = image.pixels();
    int area = crop.height() * crop.width();
    int to = 0;
    for (int row = 0; row < crop.height(); row++) {
      int from = ((crop.top() + row) * image.width() + crop.left()) * DecodedImage.CHANNELS;
      for (int x = 0; x < crop.width(); x++, to++) {
        target[to] = pixels[from++];
        target[area + to] = pixels[from++];
        target[2 * area + to] = pixels[from++];
      }
    }
  }

  private static void scaleDown(float[] rows, Filter down, ImageSize size, byte[] target) {
    int channels = DecodedImage.CHANNELS;
    int stride = size.width() * channels;
    float[] sums = new float[stride];
    for (int y = 0; y < size.height(); y++) {
      Arrays.fill(sums, 0);
      float[] weights = down.weights[y];
      for (int k = 0; k < weights.length; k++) {
        int start = (down.first[y] + k) * stride;
        for (int i = 0; i < stride; i++) {
          sums[i] += weights[k] * rows[start + i];
        }
      }
      for (int i = 0; i < stride; i++) {
        int value = Math.min(255, Math.max(0, Math.round(sums[i])));
        target[((i % channels) * size.height() + y) * size.width() + i / channels] = (byte) value;
      }
    }
  }
}
