package org.logah.models.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.InvalidInputException;
import org.logah.models.data.HostBatch;
import org.logah.models.data.PrefetchedBatches;
import org.logah.models.data.Values;

class EvaluationImagesTest {
  private static final ImageSize SMALL = new ImageSize(3, 2, 2);

  @Property(tries = 50, seed = "1")
  void everyImageComesOnceInOrderAsItIs(
      @ForAll @IntRange(min = 1, max = 30) int count,
      @ForAll @IntRange(min = 1, max = 40) int batchSize) {
    ImageSet images = Images.numbered(count, SMALL);
    EvaluationImages source = new EvaluationImages(images, Images.PLAIN, batchSize);
    int image = 0;
    for (long index = 0; index < source.count(); index++) {
      HostBatch batch = source.prepare(index);
      float[] values = Values.inputs(batch);
      long[] targets = Values.targets(batch);
      assertThat(targets).hasSizeLessThanOrEqualTo(batchSize);
      for (int place = 0; place < targets.length; place++, image++) {
        assertThat(targets[place]).isEqualTo(image);
        byte[] pixels = Images.pixels(images, image);
        for (int i = 0; i < pixels.length; i++) {
          assertThat(values[place * pixels.length + i])
              .isCloseTo((pixels[i] & 0xFF) / 255f, within(1e-6f));
        }
      }
    }
    assertThat(image).isEqualTo(count);
    assertThatThrownBy(() -> source.prepare(source.count()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Property(tries = 50, seed = "1")
  void heldOutImagesAreNotTrainedOn(
      @ForAll @IntRange(min = 2, max = 50) int count, @ForAll long seed) {
    ImageSet images = Images.numbered(count, SMALL);
    int heldOut = 1 + (int) Long.remainderUnsigned(seed, count - 1);
    List<Function<ImageSet, ImageSplit>> splits =
        List.of(set -> ImageSplit.random(set, heldOut, seed), set -> ImageSplit.last(set, heldOut));
    for (Function<ImageSet, ImageSplit> split : splits) {
      ImageSplit parts = split.apply(images);
      List<Integer> labels = new ArrayList<>(labels(parts.training()));
      assertThat(labels(parts.heldOut())).hasSize(heldOut).isSorted();
      assertThat(labels).hasSize(count - heldOut).isSorted();
      labels.addAll(labels(parts.heldOut()));
      assertThat(new HashSet<>(labels)).hasSize(count);
      assertThat(split.apply(images).heldOut().label(0)).isEqualTo(parts.heldOut().label(0));
    }
    assertThat(labels(ImageSplit.last(images, 1).heldOut())).containsExactly(count - 1);
  }

  private static List<Integer> labels(ImageSet images) {
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < images.count(); i++) {
      assertThat(images.imageSize()).isEqualTo(SMALL);
      labels.add(images.label(i));
    }
    return labels;
  }

  @Example
  void partsShowTheImagesOfTheWhole() {
    ImageSet images = Images.numbered(20, SMALL);
    ImageSet heldOut = ImageSplit.random(images, 7, 3).heldOut();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < heldOut.count(); i++) {
      assertThat(Images.pixels(heldOut, i)).isEqualTo(Images.pixels(images, heldOut.label(i)));
      names.add(heldOut.classNames().get(heldOut.label(i)));
    }
    assertThat(names).hasSize(7);
  }

  @Example
  void splitsThatLeaveNothingAreRefused() {
    ImageSet images = Images.numbered(5, SMALL);

    for (int heldOut : new int[] {0, -1, 5, 6}) {
      assertThatThrownBy(() -> ImageSplit.last(images, heldOut))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("give 1 to 4");
    }
  }

  @Example
  void statisticsAreThoseOfTheFloatingPointPixels() {
    ImageSet images = Images.numbered(40, new ImageSize(2, 5, 3));
    ChannelStatistics statistics = ChannelStatistics.of(images);
    for (int channel = 0; channel < 2; channel++) {
      double sum = 0;
      double squares = 0;
      for (int image = 0; image < 40; image++) {
        for (int i = channel * 15; i < (channel + 1) * 15; i++) {
          double value = (Images.pixels(images, image)[i] & 0xFF) / 255.0;
          sum += value;
          squares += value * value;
        }
      }
      double mean = sum / 600;
      assertThat(statistics.mean().get(channel)).isCloseTo(mean, within(1e-12));
      assertThat(statistics.deviation().get(channel))
          .isCloseTo(Math.sqrt(squares / 600 - mean * mean), within(1e-9));
    }
  }

  @Example
  void statisticsThatCannotNormaliseAreRefused() {
    ImageSet black = ImageSet.of(new byte[12], SMALL, new int[1], List.of("night"));

    assertThatThrownBy(() -> ChannelStatistics.of(black))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("channel 0");
    assertThatThrownBy(() -> new ChannelStatistics(List.of(0.0, 0.0), List.of(1.0)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("2 means and 1 standard deviations");
    assertThatThrownBy(() -> new ChannelStatistics(List.of(Double.NaN), List.of(1.0)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Property(tries = 30, seed = "1")
  void prefetchedBatchesAreTheSourcesInAnyOrder(@ForAll long seed) {
    ImageSet images = Images.numbered(13, SMALL);
    TrainingImages source = new TrainingImages(images, Images.PLAIN, 4, seed);
    long[] order = LongStream.of(0, 1, 2, 7, 8, 8, 3, seed >>> 40, (seed >>> 40) + 1, 0).toArray();
    try (PrefetchedBatches prefetched = new PrefetchedBatches(source)) {
      for (long index : order) {
        assertThat(prefetched.prepare(index)).isEqualTo(source.prepare(index));
      }
    }
  }

  @Example
  void prefetchingStopsWhereTheSourceEnds() {
    EvaluationImages source = new EvaluationImages(Images.numbered(9, SMALL), Images.PLAIN, 4);
    try (PrefetchedBatches prefetched = new PrefetchedBatches(source)) {
      for (long index = 0; index < 3; index++) {
        assertThat(prefetched.prepare(index)).isEqualTo(source.prepare(index));
      }
      for (long outside : new long[] {3, -1, Long.MIN_VALUE}) {
        assertThatThrownBy(() -> prefetched.prepare(outside))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Example
  void aFailureInTheBackgroundIsToldWhenTheBatchIsAskedFor() {
    try (PrefetchedBatches prefetched =
        new PrefetchedBatches(
            index -> {
              if (index == 1) {
                throw new InvalidInputException("batch 1 is bad");
              }
              return new EvaluationImages(Images.numbered(1, SMALL), Images.PLAIN, 1).prepare(0);
            })) {
      assertThat(prefetched.prepare(0)).isNotNull();
      assertThatThrownBy(() -> prefetched.prepare(1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("batch 1 is bad");
      assertThat(prefetched.prepare(2)).isNotNull();
    }
  }
}
