package org.logah.api.tape;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.Pooling;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** The windows that a convolution or pooling sees, and the way back from them. */
record Windows(long kernelHeight, long kernelWidth, int stride, int padding, int dilation) {
  static Windows of(Convolution convolution, Shape weight) {
    return new Windows(
        weight.size(2),
        weight.size(3),
        convolution.stride(),
        convolution.padding(),
        convolution.dilation());
  }

  static Windows of(Pooling pooling) {
    return new Windows(pooling.kernel(), pooling.kernel(), pooling.stride(), pooling.padding(), 1);
  }

  /**
   * What every window sees, with {@code border} around the images.
   *
   * @param images {@code [batch, channel, height, width]}
   * @return {@code [batch, channel, kernel height, windows down, kernel width, windows across]}
   */
  Tensor unfold(Tensor images, double border) {
    return unfold(unfold(images, 2, kernelHeight, border), 4, kernelWidth, border);
  }

  /** Replaces a dimension by those of the place in the window and of the window. */
  private Tensor unfold(Tensor a, int axis, long kernel, double border) {
    long size = a.size(axis);
    long count = (size + 2L * padding - dilation * (kernel - 1) - 1) / stride + 1;
    long needed = dilation * (kernel - 1) + count * stride;
    long after = Math.max(0, needed - padding - size);
    Tensor padded = Stretched.pad(a, axis, padding, after, border);
    Backend backend = a.backend();
    List<Tensor> places = new ArrayList<>();
    for (long i = 0; i < kernel; i++) {
      long start = i * dilation;
      Tensor reach = padded.slice(axis, start, start + count * stride);
      Shape apart = Stretched.split(reach.shape(), axis, count, stride);
      Tensor chosen = backend.reshape(reach, apart).slice(axis + 1, 0, 1);
      places.add(backend.reshape(chosen, Stretched.split(reach.shape(), axis, 1, count)));
    }
    return backend.concat(places, axis);
  }

  /**
   * The transpose of {@link #unfold}: the sum of what all windows see of each element.
   *
   * @param images the shape of the images
   */
  Tensor fold(Tensor windows, Shape images) {
    return fold(fold(windows, 4, images.size(3)), 2, images.size(2));
  }

  private Tensor fold(Tensor a, int axis, long size) {
    long kernel = a.size(axis);
    long count = a.size(axis + 1);
    long reach = count * stride;
    long length = Math.max(dilation * (kernel - 1) + reach, padding + size);
    Tensor sum = null;
    for (long i = 0; i < kernel; i++) {
      Tensor place = a.slice(axis, i, i + 1);
      Tensor apart = Stretched.pad(place.transpose(axis, axis + 1), axis + 1, 0, stride - 1L, 0);
      Tensor joined = a.backend().reshape(apart, Stretched.joined(apart.shape(), axis));
      long start = i * dilation;
      Tensor placed = Stretched.pad(joined, axis, start, length - start - reach, 0);
      sum = sum == null ? placed : sum.add(placed);
    }
    return sum.slice(axis, padding, padding + size);
  }
}
