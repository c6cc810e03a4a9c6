package org.logah.models.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.training.Batch;
import org.logah.models.data.HostBatch;
import org.logah.models.data.Values;

class TrainingImagesTest {
  private static final ImageSize SMALL = new ImageSize(3, 2, 2);

  private static List<Long> labels(TrainingImages source, long batches) {
    return LongStream.range(0, batches)
        .flatMap(index -> LongStream.of(Values.targets(source.prepare(index))))
        .boxed()
        .toList();
  }

  @Property(tries = 100, seed = "1")
  void everyEpochHasEveryImageOnce(
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll @IntRange(min = 1, max = 70) int batchSize,
      @ForAll long seed) {
    TrainingImages source =
        new TrainingImages(Images.numbered(count, SMALL), Images.PLAIN, batchSize, seed);
    int epochs = 3;
    List<Long> labels = labels(source, (epochs * count + batchSize - 1) / batchSize);

    for (int epoch = 0; epoch < epochs; epoch++) {
      assertThat(labels.subList(epoch * count, (epoch + 1) * count))
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, count).boxed().toList());
    }
  }

  @Property(tries = 50, seed = "1")
  void aResumedRunSeesTheSameBatches(
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 20) int batchSize,
      @ForAll @IntRange(max = 1000) int index,
      @ForAll long seed) {
    ImageSet images = Images.numbered(count, SMALL);
    TrainingImages source = new TrainingImages(images, Images.PLAIN, batchSize, seed);
    for (int before = Math.max(0, index - 3); before < index; before++) {
      source.prepare(before);
    }
    HostBatch went = source.prepare(index);
    HostBatch resumed = new TrainingImages(images, Images.PLAIN, batchSize, seed).prepare(index);

    assertThat(resumed).isEqualTo(went);
    assertThat(source.prepare(index)).isEqualTo(went);
  }

  @Example
  void epochsAndSeedsDifferInOrder() {
    ImageSet images = Images.numbered(50, SMALL);
    List<Long> labels = labels(new TrainingImages(images, Images.PLAIN, 50, 1), 3);
    List<Long> others = labels(new TrainingImages(images, Images.PLAIN, 50, 2), 1);

    assertThat(
            new HashSet<>(
                List.of(
                    labels.subList(0, 50),
                    labels.subList(50, 100),
                    labels.subList(100, 150),
                    others)))
        .hasSize(4);
  }

  @Example
  void everyOrderOfFourImagesComesEquallyOften() {
    TrainingImages source = new TrainingImages(Images.numbered(4, SMALL), Images.PLAIN, 4, 7);
    int epochs = 24 * 400;
    int[] seen = new int[256];
    for (int epoch = 0; epoch < epochs; epoch++) {
      int order = 0;
      for (long label : Values.targets(source.prepare(epoch))) {
        order = order * 4 + (int) label;
      }
      seen[order]++;
    }

    assertThat(Arrays.stream(seen).filter(times -> times > 0).boxed())
        .hasSize(24)
        .allMatch(times -> times > 300 && times < 500);
  }

  /** The image cut out of itself with black around, from the definition. */
  private static ByteBuffer cut(byte[] image, ImageSize size, int down, int right, boolean mirror) {
    byte[] cut = new byte[image.length];
    for (int i = 0; i < cut.length; i++) {
      int x = i % size.width();
      int y = i / size.width() % size.height();
      int fromX = (mirror ? size.width() - 1 - x : x) + right;
      int fromY = y + down;
      if (fromX >= 0 && fromX < size.width() && fromY >= 0 && fromY < size.height()) {
        cut[i] = image[i - x - y * size.width() + fromY * size.width() + fromX];
      }
    }
    return ByteBuffer.wrap(cut);
  }

  @Example
  void augmentationShiftsByUpToFourAndMirrors() {
    for (ImageSize size : List.of(new ImageSize(3, 7, 6), new ImageSize(1, 10, 3))) {
      ImageSet images = Images.numbered(2, size);
      Set<ByteBuffer> possible = new HashSet<>();
      for (int down = -4; down <= 4; down++) {
        for (int right = -4; right <= 4; right++) {
          possible.add(cut(Images.pixels(images, 1), size, down, right, false));
          possible.add(cut(Images.pixels(images, 1), size, down, right, true));
        }
      }
      Set<ByteBuffer> seen = new HashSet<>();
      for (int draw = 0; draw < 4000; draw++) {
        byte[] pixels = new byte[size.bytes()];
        Arrays.fill(pixels, (byte) 99);
        images.copyAugmented(1, new RandomStream(1, draw), pixels);
        seen.add(ByteBuffer.wrap(pixels));
      }

      assertThat(seen).isEqualTo(possible);
    }
  }

  @Example
  void anImageIsAugmentedAnewInEachEpoch() {
    TrainingImages source =
        new TrainingImages(Images.numbered(1, new ImageSize(3, 9, 9)), Images.PLAIN, 1, 1);
    Set<List<Float>> seen = new HashSet<>();
    for (int epoch = 0; epoch < 40; epoch++) {
      List<Float> values = new ArrayList<>();
      for (float value : Values.inputs(source.prepare(epoch))) {
        values.add(value);
      }
      seen.add(values);
    }

    assertThat(seen).hasSizeGreaterThan(25);
  }

  @Example
  void inputsAreNormalisedTensors() {
    ImageSize size = new ImageSize(2, 3, 1);
    byte[] white = new byte[4 * size.bytes()];
    Arrays.fill(white, (byte) 255);
    ImageSet images = ImageSet.of(white, size, new int[] {1, 1, 1, 1}, List.of("a", "b"));
    ChannelStatistics statistics = new ChannelStatistics(List.of(0.5, 0.25), List.of(0.25, 0.125));
    ReferenceBackend backend = new ReferenceBackend();
    try (Scope scope = backend.openScope()) {
      assertThat(scope).isNotNull();
      Batch batch = new EvaluationImages(images, statistics, 4).batch(backend, 0);

      assertThat(batch.inputs().shape()).isEqualTo(Shape.of(4, 2, 3, 1));
      assertThat(batch.inputs().dtype()).isEqualTo(DType.F32);
      assertThat(batch.targets().shape()).isEqualTo(Shape.of(4));
      assertThat(batch.targets().toLongs()).containsOnly(1);
      float[] values = batch.inputs().toFloats();
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).isCloseTo(i / 3 % 2 == 0 ? 2 : 6, within(1e-6f));
      }
    }
  }

  @Example
  void epochsAreCounted() {
    TrainingImages source = new TrainingImages(Images.numbered(10, SMALL), Images.PLAIN, 4, 1);

    assertThat(source.epochs(5)).isEqualTo(2);
  }

  @Example
  void impossibleBatchesAreRefused() {
    ImageSet images = Images.numbered(3, SMALL);

    assertThatThrownBy(() -> new TrainingImages(images, Images.PLAIN, 0, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("0 images");
    assertThatThrownBy(
            () ->
                new TrainingImages(images, new ChannelStatistics(List.of(0.0), List.of(1.0)), 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("3 channels");
    assertThatThrownBy(() -> new TrainingImages(images, Images.PLAIN, 2, 1).prepare(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Example
  void setsThatDoNotFitThemselvesAreRefused() {
    List<String> names = IntStream.range(0, 2).mapToObj(Integer::toString).toList();

    assertThatThrownBy(() -> ImageSet.of(new byte[11], SMALL, new int[1], names))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("11 bytes");
    assertThatThrownBy(() -> ImageSet.of(new byte[24], SMALL, new int[] {0, 2}, names))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("image 1 has label 2");
  }
}
