package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.Backend;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;

class BilinearResizeTest {
  private final Backend backend = new ReferenceBackend();

  @Example
  void interpolatesBetweenCentresOfPixels() {
    Tensor image = backend.tensor(new double[] {1, 2, 3, 4}, 1, 2, 2);

    Tensor resized = BilinearResize.resize(image, 2, 4);

    assertThat(resized.shape()).isEqualTo(Shape.of(1, 2, 4));
    assertThat(resized.toDoubles()).containsExactly(1, 1.25, 1.75, 2, 3, 3.25, 3.75, 4);
  }

  /** Every pixel by the definition: the four pixels around the place of its centre. */
  @Property(tries = 100)
  void takesFromTheFourPixelsAround(
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll @IntRange(min = 1, max = 14) int toHeight,
      @ForAll @IntRange(min = 1, max = 14) int toWidth) {
    double[] values = new RandomStream(7, 1).uniforms(2 * height * width);
    Tensor images = backend.tensor(values, 2, height, width);

    double[] resized = BilinearResize.resize(images, toHeight, toWidth).toDoubles();

    for (int image = 0; image < 2; image++) {
      for (int y = 0; y < toHeight; y++) {
        for (int x = 0; x < toWidth; x++) {
          double atY = Math.max(0, (y + 0.5) * height / toHeight - 0.5);
          double atX = Math.max(0, (x + 0.5) * width / toWidth - 0.5);
          double expected = 0;
          for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
              double share =
                  Math.max(0, 1 - Math.abs(Math.min(atY, height - 1) - i))
                      * Math.max(0, 1 - Math.abs(Math.min(atX, width - 1) - j));
              expected += share * values[(image * height + i) * width + j];
            }
          }
          assertThat(resized[(image * toHeight + y) * toWidth + x])
              .isCloseTo(expected, within(1e-12));
        }
      }
    }
  }
}
