package org.logah.models.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.InvalidInputException;
import org.logah.api.random.RandomStream;
import org.logah.api.safetensors.CorruptFileException;
import org.logah.models.data.HostBatch;
import org.logah.models.data.Values;

class PictureFoldersTest {
  private static final int ORANGE = 0xFF8020;

  @TempDir Path temporary;
  private Path root;

  @BeforeEach
  void writePictures() throws IOException {
    root = temporary.resolve("set");
    for (String split : List.of("train", "test")) {
      for (String name : List.of("dog", "Cat", "ant")) {
        for (int i = 0; i < 3; i++) {
          PictureFiles.write(picture(split, name, i), random(split + name + i));
        }
      }
    }
  }

  private Path picture(String split, String name, int number) {
    return root.resolve(split).resolve(name).resolve("%04d.png".formatted(number));
  }

  private static BufferedImage random(String name) {
    Random random = new Random(name.hashCode());
    return PictureFiles.picture(
        6, 5, BufferedImage.TYPE_INT_RGB, (x, y) -> random.nextInt(1 << 24));
  }

  private static byte[] pixels(BufferedImage image) {
    int area = image.getWidth() * image.getHeight();
    byte[] pixels = new byte[3 * area];
    for (int i = 0; i < area; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      for (int channel = 0; channel < 3; channel++) {
        pixels[channel * area + i] = (byte) (rgb >> (16 - 8 * channel));
      }
    }
    return pixels;
  }

  private void assertComplete(ImageDataset data) {
    assertThat(data.training().classNames()).containsExactly("Cat", "ant", "dog");
    assertThat(data.training().imageSize()).isEqualTo(new ImageSize(3, 5, 6));
    List<String> names = List.of("Cat", "ant", "dog");
    for (int i = 0; i < 9; i++) {
      assertThat(data.training().label(i)).isEqualTo(i / 3);
      assertThat(Images.pixels(data.training(), i))
          .isEqualTo(pixels(random("train" + names.get(i / 3) + i % 3)));
      assertThat(Images.pixels(data.test(), i))
          .isEqualTo(pixels(random("test" + names.get(i / 3) + i % 3)));
    }
    assertThat(data.training().count()).isEqualTo(9);
    assertThat(data.test().count()).isEqualTo(9);
  }

  private void assertRefused(Path path, ImageOptions options, String... parts) {
    ThrowingCallable open = () -> ImageDataset.open(path, options);
    assertThatThrownBy(open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void foldersAreReadInTheOrderOfNames() {
    assertComplete(ImageDataset.open(root, ImageOptions.DEFAULT));
  }

  @Test
  void aFolderAroundAndFilesBesideDoNoHarm() throws IOException {
    Files.writeString(temporary.resolve("readme.txt"), "about");
    Files.writeString(root.resolve("train").resolve("dog").resolve("notes.txt"), "about");
    Files.createDirectories(root.resolve("train").resolve(".hidden"));

    assertComplete(ImageDataset.open(temporary, ImageOptions.DEFAULT));
  }

  @Test
  void zipsAreReadAsFolders() throws IOException {
    Path zip = Files.createDirectory(temporary.resolve("zips")).resolve("set.zip");
    PictureFiles.zip(root, zip);
    assertComplete(ImageDataset.open(zip, ImageOptions.DEFAULT));

    PictureFiles.zip(temporary, zip.resolveSibling("outer.zip"));
    assertRefused(
        zip.resolveSibling("outer.zip"), ImageOptions.DEFAULT.withChannels(1), "outer.zip");
  }

  @Test
  void valStandsInForTest() throws IOException {
    Files.move(root.resolve("test"), root.resolve("val"));
    PictureFiles.write(root.resolve("test").resolve("1.png"), random("unlabelled"));

    assertComplete(ImageDataset.open(root, ImageOptions.DEFAULT));
  }

  private static void assertUniform(byte[] pixels, int colour) {
    int area = pixels.length / 3;
    for (int i = 0; i < pixels.length; i++) {
      int expected = (colour >> (16 - 8 * (i / area))) & 0xFF;
      assertThat(Math.abs((pixels[i] & 0xFF) - expected)).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void allThatIsWrongWithTheFilesIsToldAtOnce() throws IOException {
    byte[] jpeg =
        PictureFiles.bytes(
            PictureFiles.picture(6, 5, BufferedImage.TYPE_INT_RGB, (x, y) -> x * y * 5000), "jpeg");
    Path ant = root.resolve("train").resolve("ant");
    PictureFiles.write(ant.resolve("cut.jpg"), Arrays.copyOf(jpeg, jpeg.length - 8));
    PictureFiles.write(ant.resolve("empty.jpg"), new byte[0]);
    PictureFiles.write(ant.resolve("text.png"), new byte[] {1, 2, 3, 4, 5, 6});
    PictureFiles.write(ant.resolve("wide.png"), PictureFiles.uniform(7, 5, ORANGE));
    byte[] png = PictureFiles.bytes(random("flip"), "png");
    png[60] ^= 16;
    PictureFiles.write(root.resolve("test").resolve("dog").resolve("flip.png"), png);

    assertRefused(
        root,
        ImageOptions.DEFAULT,
        "cut.jpg",
        "empty.jpg",
        "text.png",
        "wide.png is 7",
        "flip.png");
  }

  @Test
  void aDamagedZipIsRefusedByName() throws IOException {
    Path zip = temporary.resolve("set.zip");
    PictureFiles.zip(root, zip);
    byte[] bytes = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(zip, ImageOptions.DEFAULT, "set.zip is corrupt");

    int local =
        30
            + new String(bytes, 30, 200, java.nio.charset.StandardCharsets.ISO_8859_1)
                .indexOf(".png")
            + 4;
    bytes[local + 40] ^= 1;
    Files.write(zip, bytes);
    assertThatThrownBy(() -> ImageDataset.open(zip, ImageOptions.DEFAULT))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("set.zip")
        .hasMessageContaining(".png is corrupt");
  }

  @Test
  void classesThatDoNotFitAreToldTogether() throws IOException {
    Files.move(root.resolve("train").resolve("dog"), root.resolve("train").resolve("wolf"));
    Files.createDirectories(root.resolve("train").resolve("empty"));

    assertRefused(
        root,
        ImageOptions.DEFAULT,
        "class dog is in test but not in train",
        "class wolf is in train but not in test",
        "empty has no pictures");
  }

  @Test
  void placesWithoutImagesAreToldWhatWasExpected() throws IOException {
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    Path text = Files.writeString(temporary.resolve("set.tar"), "x");

    assertRefused(
        empty,
        ImageOptions.DEFAULT,
        "empty",
        "data_batch_1.bin",
        "train.bin",
        "idx3",
        "train/CLASS");
    assertRefused(text, ImageOptions.DEFAULT, "set.tar", "zip");
    assertRefused(temporary.resolve("absent"), ImageOptions.DEFAULT, "absent does not exist");
    Files.move(root.resolve("test"), temporary.resolve("elsewhere"));
    assertRefused(root, ImageOptions.DEFAULT, "neither test nor val");
  }

  @Test
  void picturesAreScaledAndCutToTheSizeWanted() throws IOException {
    // Left of the middle square red, right of it blue, in it a slope from left to right.
    BufferedImage wide =
        PictureFiles.picture(
            100,
            64,
            BufferedImage.TYPE_INT_RGB,
            (x, y) -> x < 18 ? 0xFF0000 : x >= 82 ? 0x0000FF : ((x - 18) * 2) << 8);
    PictureFiles.write(picture("train", "Cat", 0), wide);
    ImageSet images = ImageDataset.open(root, ImageOptions.DEFAULT.withSize(32)).training();

    assertThat(images.imageSize()).isEqualTo(new ImageSize(3, 32, 32));
    byte[] pixels = Images.pixels(images, 0);
    for (int y = 0; y < 32; y++) {
      for (int x = 1; x < 31; x++) {
        int at = y * 32 + x;
        assertThat(pixels[at]).isZero();
        assertThat(pixels[1024 + at] & 0xFF).isEqualTo(4 * x + 1);
        assertThat(pixels[2048 + at]).isZero();
      }
    }
  }

  @Test
  void picturesOnDemandAreDecodedWhenAskedFor() throws IOException {
    PictureFiles.write(picture("train", "Cat", 0), PictureFiles.uniform(300, 200, ORANGE));
    PictureFiles.write(picture("train", "dog", 2), new byte[] {1, 2, 3});
    ImageOptions options = ImageOptions.DEFAULT.withSize(24).withOnDemand(true);
    ImageSet images = ImageDataset.open(root, options).training();
    byte[] pixels = new byte[3 * 24 * 24];

    images.copy(0, pixels);
    assertUniform(pixels, ORANGE);
    images.copyAugmented(0, new RandomStream(1, 1), pixels);
    assertUniform(pixels, ORANGE);
    assertThatThrownBy(() -> images.copy(8, pixels))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("0002.png");
    assertThat(images.inMemory()).isFalse();
    assertRefused(root, options.withSize(0), "give the size");
  }

  @Test
  void picturesOnDemandAreDecodedFromAnOpenZip() throws IOException {
    PictureFiles.write(picture("train", "dog", 2), new byte[] {1, 2, 3});
    Path zip = temporary.resolve("set.zip");
    PictureFiles.zip(root, zip);
    ImageOptions options = ImageOptions.DEFAULT.withSize(8).withOnDemand(true);
    try (ImageDataset folder = ImageDataset.open(root, options);
        ImageDataset zipped = ImageDataset.open(zip, options)) {
      assertThat(zipped.training().inMemory()).isFalse();
      assertThat(
              IntStream.range(0, 500)
                  .parallel()
                  .map(draw -> draw % zipped.test().count())
                  .mapToObj(index -> Images.pixels(zipped.test(), index)))
          .containsExactlyElementsOf(
              IntStream.range(0, 500)
                  .map(draw -> draw % folder.test().count())
                  .mapToObj(index -> Images.pixels(folder.test(), index))
                  .toList());
      assertThatThrownBy(() -> Images.pixels(zipped.training(), 8))
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining("set.zip")
          .hasMessageContaining("0002.png");
      zipped.close();
      assertThatThrownBy(() -> Images.pixels(zipped.training(), 0))
          .isInstanceOf(ClosedFileSystemException.class);
    }
  }

  @Test
  void picturesOnDemandAreCutOutAtRandomButReproducibly() throws IOException {
    // Red tells the column, green the row.
    BufferedImage slopes =
        PictureFiles.picture(
            200, 120, BufferedImage.TYPE_INT_RGB, (x, y) -> (x << 16) | ((2 * y) << 8));
    PictureFiles.write(picture("train", "Cat", 0), slopes);
    ImageOptions options = ImageOptions.DEFAULT.withSize(16).withOnDemand(true);
    ImageSet images = ImageDataset.open(root, options).training();
    byte[] pixels = new byte[3 * 16 * 16];
    int mirrored = 0;
    double smallest = 1;
    double largest = 0;
    for (int draw = 0; draw < 300; draw++) {
      images.copyAugmented(0, new RandomStream(5, draw), pixels);
      // From the centre of the second to that of the last but one column are 13 steps of 16.
      double across = ((pixels[14] & 0xFF) - (pixels[1] & 0xFF)) * 16 / 13.0;
      double down = ((pixels[256 + 14 * 16] & 0xFF) - (pixels[256 + 16] & 0xFF)) * 8 / 13.0;
      mirrored += across < 0 ? 1 : 0;
      double area = Math.abs(across) * down / (200 * 120);
      smallest = Math.min(smallest, area);
      largest = Math.max(largest, area);
      assertThat(Math.abs(across) / down).isBetween(0.65, 1.55);
    }
    assertThat(mirrored).isBetween(120, 180);
    assertThat(smallest).isBetween(0.06, 0.12);
    assertThat(largest).isBetween(0.6, 1.01);
  }

  @Test
  void batchesOfPicturesOnDemandArePureFunctionsOfTheIndex() {
    ImageOptions options = ImageOptions.DEFAULT.withSize(8).withOnDemand(true);
    ImageDataset data = ImageDataset.open(root, options);
    ChannelStatistics statistics = ChannelStatistics.of(data.training());
    HostBatch batch = new TrainingImages(data.training(), statistics, 7, 1).prepare(5);

    assertThat(new TrainingImages(data.training(), statistics, 7, 1).prepare(5)).isEqualTo(batch);
    assertThat(Values.targets(batch)).hasSize(7);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> ImageOptions.DEFAULT.withSize(-1))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> ImageOptions.DEFAULT.withChannels(2))
        .isInstanceOf(InvalidInputException.class);
    assertRefused(root, ImageOptions.DEFAULT.withChannels(1), "3 channels");
  }
}
