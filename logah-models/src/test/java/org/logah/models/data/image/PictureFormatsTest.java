package org.logah.models.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.safetensors.CorruptFileException;

class PictureFormatsTest {
  private static final int AREA = 48;
  private static final int ORANGE = 0xFF8020;
  private static final ImageOptions ON_DEMAND = ImageOptions.DEFAULT.withSize(8).withOnDemand(true);

  @TempDir Path root;
  private Path file;

  @BeforeEach
  void writeOthers() throws IOException {
    file = root.resolve("train").resolve("only").resolve("picture.png");
    PictureFiles.write(
        root.resolve("test").resolve("only").resolve("a.png"), PictureFiles.uniform(8, 6, 0));
  }

  private byte[] read(byte[] bytes) throws IOException {
    PictureFiles.write(file, bytes);
    return Images.pixels(ImageDataset.open(root, ImageOptions.DEFAULT).training(), 0);
  }

  /** The picture decoded on demand, so that opening needs not be repeated. */
  private ImageSet onDemand() throws IOException {
    PictureFiles.write(file, new byte[0]);
    return ImageDataset.open(root, ON_DEMAND).training();
  }

  private void assertRefused(ImageSet images, byte[] bytes) throws IOException {
    PictureFiles.write(file, bytes);
    assertThatThrownBy(() -> Images.pixels(images, 0))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("picture.png is corrupt");
  }

  private static void assertColour(byte[] pixels, int colour, int tolerance) {
    for (int i = 0; i < 3 * AREA; i++) {
      int expected = (colour >> (16 - 8 * (i / AREA))) & 0xFF;
      assertThat(Math.abs((pixels[i] & 0xFF) - expected)).isLessThanOrEqualTo(tolerance);
    }
  }

  private static BufferedImage uniform(int type, int colour) {
    return PictureFiles.picture(8, 6, type, (x, y) -> colour);
  }

  private static BufferedImage noise() {
    Random random = new Random(1);
    return PictureFiles.picture(
        8, 6, BufferedImage.TYPE_INT_RGB, (x, y) -> random.nextInt(1 << 24));
  }

  @Test
  void coloursAreRead() throws IOException {
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR
        }) {
      assertColour(read(PictureFiles.bytes(uniform(type, 0xFF000000 | ORANGE), "png")), ORANGE, 0);
    }
    int palette = 0xFF0033;
    assertColour(
        read(PictureFiles.bytes(uniform(BufferedImage.TYPE_BYTE_INDEXED, palette), "png")),
        palette,
        0);
    assertColour(
        read(PictureFiles.bytes(uniform(BufferedImage.TYPE_BYTE_BINARY, 0xFFFFFF), "png")),
        0xFFFFFF,
        0);
  }

  @Test
  void transparencyIsIgnored() throws IOException {
    BufferedImage image = uniform(BufferedImage.TYPE_4BYTE_ABGR, 0x10000000 | ORANGE);

    assertColour(read(PictureFiles.bytes(image, "png")), ORANGE, 0);
  }

  @Test
  void grayIsReadAsItIsStored() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
      BufferedImage image = new BufferedImage(8, 6, type);
      int sample = type == BufferedImage.TYPE_BYTE_GRAY ? 77 : 77 * 256 + 200;
      image.getRaster().setSamples(0, 0, 8, 6, 0, filled(sample));
      assertColour(read(PictureFiles.bytes(image, "png")), 0x4D4D4D, 0);
      if (type == BufferedImage.TYPE_BYTE_GRAY) {
        assertColour(read(PictureFiles.bytes(image, "jpeg")), 0x4D4D4D, 1);
      }
    }
  }

  private static int[] filled(int value) {
    int[] values = new int[AREA];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void theNameOfAFileDoesNotDecideWhatItIs() throws IOException {
    assertColour(
        read(PictureFiles.bytes(uniform(BufferedImage.TYPE_INT_RGB, ORANGE), "jpeg")), ORANGE, 3);
  }

  /** A JPEG file of four colours, with Adobe's segment unless the transform is negative. */
  private static byte[] fourColours(int transform, int... colours) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 6, 4, null);
    for (int band = 0; band < 4; band++) {
      raster.setSamples(0, 0, 8, 6, band, filled(colours[band]));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
    byte[] plain = bytes.toByteArray();
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.write(plain, 0, 2);
    if (transform >= 0) {
      marked.write(
          new byte[] {
            (byte) 0xFF,
            (byte) 0xEE,
            0,
            14,
            'A',
            'd',
            'o',
            'b',
            'e',
            0,
            100,
            0,
            0,
            0,
            0,
            (byte) transform
          });
    }
    marked.write(plain, 2, plain.length - 2);
    return marked.toByteArray();
  }

  @Test
  void printColoursBecomeLight() throws IOException {
    // Adobe stores 255 less the ink: (1 - c)(1 - k) of the light is left.
    assertColour(read(fourColours(0, 250, 125, 50, 204)), 0xC86428, 2);
    // Without Adobe's segment the ink itself is stored.
    assertColour(read(fourColours(-1, 5, 130, 205, 51)), 0xC86428, 2);
    // Luminance and two differences of the ink's complement: of (250, 125, 50) inverted.
    int y = (int) Math.round(0.299 * 5 + 0.587 * 130 + 0.114 * 205);
    int blue = (int) Math.round(128 + (205 - y) / 1.772);
    int red = (int) Math.round(128 + (5 - y) / 1.402);
    assertColour(read(fourColours(2, y, blue, red, 204)), 0xC86428, 3);
  }

  @Test
  void cutsOfAPictureAreNoticed() throws IOException {
    for (String format : new String[] {"jpeg", "png"}) {
      byte[] whole = PictureFiles.bytes(noise(), format);
      ImageSet images = onDemand();
      for (int length = 0; length < whole.length; length += length < whole.length - 40 ? 9 : 1) {
        assertRefused(images, Arrays.copyOf(whole, length));
      }
    }
  }

  @Test
  void aFlippedBitInAnyByteOfAPngIsNoticed() throws IOException {
    byte[] whole = PictureFiles.bytes(noise(), "png");
    ImageSet images = onDemand();
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      assertRefused(images, flipped);
    }
  }

  @Test
  void aChangedJpegIsRefusedOrReadButNeverCrashes() throws IOException {
    byte[] whole = PictureFiles.bytes(noise(), "jpeg");
    ImageSet images = onDemand();
    int refused = 0;
    for (int at = 2; at < whole.length; at += 7) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) 0xFF;
      PictureFiles.write(file, changed);
      try {
        Images.pixels(images, 0);
      } catch (CorruptFileException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
