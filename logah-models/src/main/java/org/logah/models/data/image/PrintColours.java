package org.logah.models.data.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.function.IntPredicate;

/** JPEG files of cyan, magenta, yellow and black, of which ImageNet has some. */
final class PrintColours {
  private static final int BANDS = 4;
  private static final int ADOBE_SEGMENT = 0xEE;
  private static final int ADOBE_TRANSFORM = 15;
  private static final int FRAME_COLOURS = 9;
  private static final int SEGMENT_READ = 15;
  private static final int NO_ADOBE = -1;
  private static final int LUMINANCE_AND_BLACK = 2;

  private PrintColours() {}

  /**
   * The picture whose four colours were read from a JPEG file.
   *
   * @throws IOException if there are not four
   */
  static DecodedImage decoded(Raster raster, byte[] file) throws IOException {
    if (raster.getNumBands() != BANDS) {
      throw new IOException("it has %d colours".formatted(raster.getNumBands()));
    }
    int transform = adobeTransform(file);
    int[] samples =
        raster.getPixels(
            raster.getMinX(),
            raster.getMinY(),
            raster.getWidth(),
            raster.getHeight(),
            (int[]) null);
    byte[] pixels = new byte[samples.length / BANDS * DecodedImage.CHANNELS];
    for (int from = 0, to = 0; from < samples.length; from += BANDS, to += DecodedImage.CHANNELS) {
      if (transform == LUMINANCE_AND_BLACK) {
        toLight(samples, from);
      } else if (transform == NO_ADOBE) {
        invert(samples, from);
      }
      for (int channel = 0; channel < DecodedImage.CHANNELS; channel++) {
        pixels[to + channel] =
            (byte) Math.round(samples[from + channel] * samples[from + 3] / 255f);
      }
    }
    return new DecodedImage(raster.getHeight(), raster.getWidth(), pixels);
  }

  // Adobe stores how much light is left, others how much ink there is.
  private static void invert(int[] samples, int at) {
    for (int band = 0; band < BANDS; band++) {
      samples[at + band] = 255 - samples[at + band];
    }
  }

  private static void toLight(int[] samples, int at) {
    double y = samples[at];
    double blue = samples[at + 1] - 128.0;
    double red = samples[at + 2] - 128.0;
    samples[at] = 255 - clamped(y + 1.402 * red);
    samples[at + 1] = 255 - clamped(y - 0.344136 * blue - 0.714136 * red);
    samples[at + 2] = 255 - clamped(y + 1.772 * blue);
  }

  private static int clamped(double value) {
    return (int) Math.round(Math.min(255, Math.max(0, value)));
  }

  /** Whether the frame of a JPEG file has four colours. */
  static boolean areIn(byte[] file) {
    int frame = segment(file, PrintColours::isFrame);
    return frame >= 0 && file[frame + FRAME_COLOURS] == BANDS;
  }

  /** What Adobe's segment says about the colours, or {@link #NO_ADOBE} where there is none. */
  private static int adobeTransform(byte[] file) {
    int adobe = segment(file, type -> type == ADOBE_SEGMENT);
    return adobe >= 0 && file[adobe + 4] == 'A' && file[adobe + 5] == 'd'
        ? file[adobe + ADOBE_TRANSFORM] & 0xFF
        : NO_ADOBE;
  }

  // 0xC4, 0xC8 and 0xCC among the frames are tables and extensions.
  private static boolean isFrame(int type) {
    return type == 0xC0 || (type > 0xC0 && type <= 0xCF && type % 4 != 0);
  }

  /** Where the first segment of some type begins, with room for what is read of it; or -1. */
  private static int segment(byte[] file, IntPredicate wanted) {
    int at = 2;
    while (at + SEGMENT_READ < file.length && (file[at] & 0xFF) == 0xFF) {
      if (wanted.test(file[at + 1] & 0xFF)) {
        return at;
      }
      at += 2 + ((file[at + 2] & 0xFF) << 8) + (file[at + 3] & 0xFF);
    }
    return -1;
  }
}
