package org.logah.models.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.CorruptFileException;

class BinaryFilesTest {
  private static final int PIXELS = 3 * 32 * 32;

  @TempDir Path folder;

  /** A file of CIFAR records whose labels count up from the given ones. */
  private byte[] records(int count, int... labels) {
    ByteBuffer bytes = ByteBuffer.allocate(count * (labels.length + PIXELS));
    Random random = new Random(labels[0]);
    byte[] pixels = new byte[PIXELS];
    for (int i = 0; i < count; i++) {
      for (int label : labels) {
        bytes.put((byte) (label + i));
      }
      random.nextBytes(pixels);
      bytes.put(pixels);
    }
    return bytes.array();
  }

  private void writeCifar10() throws IOException {
    for (int file = 1; file <= 5; file++) {
      Files.write(folder.resolve("data_batch_%d.bin".formatted(file)), records(2, file));
    }
    Files.write(folder.resolve("test_batch.bin"), records(3, 0));
  }

  private void writeIdx(String ending) throws IOException {
    Files.write(folder.resolve("train-images-idx3-ubyte" + ending), idx(ending, 3, 4, 28, 26));
    Files.write(folder.resolve("train-labels-idx1-ubyte" + ending), idx(ending, 1, 4));
    Files.write(folder.resolve("t10k-images-idx3-ubyte" + ending), idx(ending, 3, 2, 28, 26));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte" + ending), idx(ending, 1, 2));
  }

  /** Bytes that count up. */
  private static byte[] idx(String ending, int rank, int... sizes) throws IOException {
    int elements = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * rank + elements).putInt(0x800 | rank);
    Arrays.stream(sizes).forEach(bytes::putInt);
    for (int i = 0; i < elements; i++) {
      bytes.put((byte) i);
    }
    if (ending.isEmpty()) {
      return bytes.array();
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes.array());
    }
    return packed.toByteArray();
  }

  private ImageDataset open() {
    return ImageDataset.open(folder, ImageOptions.DEFAULT);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(parts);
  }

  private void cut(String name, int bytes) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(name));
    Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length - bytes));
  }

  @Test
  void cifar10IsReadInTheOrderOfItsFiles() throws IOException {
    writeCifar10();
    ImageDataset data = open();

    assertThat(data.training().imageSize()).isEqualTo(new ImageSize(3, 32, 32));
    assertThat(data.training().count()).isEqualTo(10);
    assertThat(data.test().count()).isEqualTo(3);
    for (int i = 0; i < 10; i++) {
      assertThat(data.training().label(i)).isEqualTo(1 + i / 2 + i % 2);
      byte[] file = records(2, 1 + i / 2);
      int start = i % 2 * (1 + PIXELS) + 1;
      assertThat(Images.pixels(data.training(), i))
          .isEqualTo(Arrays.copyOfRange(file, start, start + PIXELS));
    }
    assertThat(data.training().classNames()).startsWith("0", "1").hasSize(10);
    assertThat(data.training().inMemory()).isTrue();
  }

  @Test
  void cifar10TakesItsNamesFromItsFile() throws IOException {
    writeCifar10();
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    assertThat(open().test().classNames())
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");

    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\n");
    assertRefused("batches.meta.txt", "2 names");
  }

  @Test
  void damagedCifarFilesAreToldTogether() throws IOException {
    writeCifar10();
    cut("data_batch_2.bin", 1);
    Files.delete(folder.resolve("data_batch_3.bin"));
    Files.write(folder.resolve("data_batch_4.bin"), new byte[0]);
    byte[] labelled = records(2, 9);
    Files.write(folder.resolve("test_batch.bin"), labelled);

    assertRefused(
        "data_batch_2.bin has 6145 bytes",
        "data_batch_3.bin is missing",
        "data_batch_4.bin has 0 bytes",
        "test_batch.bin has label 10 at byte 3073");
  }

  @Test
  void aFileCutBetweenRecordsIsNoticed() throws IOException {
    writeCifar10();
    cut("data_batch_5.bin", 1 + PIXELS);

    assertRefused("different sizes", "3073", "6146");
  }

  @Test
  void cifar100HasFineAndCoarseLabels() throws IOException {
    Files.write(folder.resolve("train.bin"), records(4, 3, 90));
    Files.write(folder.resolve("test.bin"), records(2, 17, 5));
    Files.writeString(
        folder.resolve("fine_label_names.txt"),
        IntStream.range(0, 100).mapToObj("fine%d"::formatted).collect(Collectors.joining("\n")));
    ImageDataset fine = open();
    ImageDataset coarse = ImageDataset.open(folder, ImageOptions.DEFAULT.withCoarseLabels(true));

    assertThat(fine.training().label(3)).isEqualTo(93);
    assertThat(fine.training().classNames().get(93)).isEqualTo("fine93");
    assertThat(coarse.training().label(3)).isEqualTo(6);
    assertThat(coarse.test().classNames()).hasSize(20);
    assertThat(Images.pixels(fine.test(), 1))
        .isEqualTo(Arrays.copyOfRange(records(2, 17, 5), 2 * 2 + PIXELS, 2 * (2 + PIXELS)));
    Files.delete(folder.resolve("test.bin"));
    assertRefused("test.bin is missing");
  }

  @Test
  void idxFilesAreGrayAndCanBePaddedAndRepeated() throws IOException {
    for (String ending : List.of("", ".gz")) {
      writeIdx(ending);
      ImageDataset plain = open();
      ImageDataset padded =
          ImageDataset.open(folder, ImageOptions.DEFAULT.withSize(32).withChannels(3));

      assertThat(plain.training().imageSize()).isEqualTo(new ImageSize(1, 28, 26));
      assertThat(plain.training().classNames()).containsExactly("0", "1", "2", "3");
      assertThat(plain.test().classNames()).hasSize(4);
      byte[] gray = Images.pixels(plain.training(), 2);
      assertThat(gray[0]).isEqualTo((byte) (2 * 28 * 26));
      byte[] colour = Images.pixels(padded.training(), 2);
      for (int i = 0; i < colour.length; i++) {
        int x = i % 32 - 3;
        int y = i / 32 % 32 - 2;
        boolean inside = x >= 0 && x < 26 && y >= 0 && y < 28;
        assertThat(colour[i]).isEqualTo(inside ? gray[y * 26 + x] : 0);
      }
      for (Path file :
          List.of(folder.toFile().listFiles()).stream().map(f -> f.toPath()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void imagesAreNeverMadeSmaller() throws IOException {
    writeCifar10();

    assertThatThrownBy(() -> ImageDataset.open(folder, ImageOptions.DEFAULT.withSize(28)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("[3, 28, 28]");
    assertThatThrownBy(() -> ImageDataset.open(folder, ImageOptions.DEFAULT.withChannels(1)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void damagedIdxFilesAreToldTogether() throws IOException {
    writeIdx("");
    cut("train-images-idx3-ubyte", 5);
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx("", 3, 4, 1, 1));
    Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), new byte[] {0, 0, 8});

    assertRefused(
        "train-images-idx3-ubyte has 2907 bytes of data",
        "train-labels-idx1-ubyte is no IDX file",
        "t10k-images-idx3-ubyte is missing",
        "t10k-labels-idx1-ubyte is no IDX file");
  }

  @Test
  void packedIdxFilesThatAreCutOrChangedAreRefused() throws IOException {
    writeIdx(".gz");
    cut("train-images-idx3-ubyte.gz", 20);
    byte[] labels = Files.readAllBytes(folder.resolve("t10k-labels-idx1-ubyte.gz"));
    labels[labels.length - 6] ^= 1;
    Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), labels);

    assertRefused("train-images-idx3-ubyte.gz cannot be unpacked", "t10k-labels-idx1-ubyte.gz");
  }

  @Test
  void countsThatDoNotFitAreRefused() throws IOException {
    writeIdx("");
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx("", 1, 5));
    assertRefused("train has 4 images, but 5 labels");

    writeIdx("");
    byte[] labels = idx("", 1, 2);
    labels[9] = 25;
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels);
    assertRefused("t10k has label 25, but the labels of train end with 3");
  }

  @Test
  void setsThatDoNotFitEachOtherAreRefused() {
    ImageSet small = Images.numbered(2, new ImageSize(3, 2, 2));
    ImageSet other = Images.numbered(3, new ImageSize(3, 2, 3));

    assertThatThrownBy(() -> new ImageDataset(small, other))
        .isInstanceOf(InvalidInputException.class)
        .isNotInstanceOf(CorruptFileException.class)
        .hasMessageContainingAll("image 2", "[3, 2, 2]", "[3, 2, 3]");
  }
}
