package org.logah.models.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes JPEG and PNG files. Not for several threads. */
final class ImageDecoder implements AutoCloseable {
  private static final Pattern DAMAGE =
      Pattern.compile("premature|truncat|bad huffman", Pattern.CASE_INSENSITIVE);

  private final Map<String, ImageReader> readers = new HashMap<>();
  private String damage;

  /**
   * The picture in a file.
   *
   * @throws IOException with a message for users if the bytes are no complete JPEG or PNG file
   */
  DecodedImage decode(byte[] file) throws IOException {
    String format = format(file);
    if (format.equals("png")) {
      PngChecksums.require(file);
    }
    ImageReader reader = reader(format);
    damage = null;
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(stream, true, true);
      DecodedImage image = read(reader, file);
      if (damage != null) {
        throw new IOException(damage);
      }
      return image;
    } catch (RuntimeException e) {
      throw new IOException("it cannot be decoded (%s)".formatted(e), e);
    } finally {
      reader.reset();
      listen(reader);
    }
  }

  @Override
  public void close() {
    readers.values().forEach(ImageReader::dispose);
    readers.clear();
  }

  // Java takes four colours for three and transparency, or refuses them.
  private static DecodedImage read(ImageReader reader, byte[] file) throws IOException {
    if (reader.canReadRaster() && PrintColours.areIn(file)) {
      return PrintColours.decoded(reader.readRaster(0, null), file);
    }
    BufferedImage image = reader.read(0);
    return new DecodedImage(image.getHeight(), image.getWidth(), pixels(image));
  }

  private static String format(byte[] file) throws IOException {
    if (file.length > 2 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xFF) == 0xD8) {
      return "jpeg";
    }
    if (file.length > 4 && (file[0] & 0xFF) == 0x89 && file[1] == 'P' && file[2] == 'N') {
      return "png";
    }
    throw new IOException(file.length == 0 ? "it is empty" : "it is neither JPEG nor PNG");
  }

  private ImageReader reader(String format) throws IOException {
    ImageReader known = readers.get(format);
    if (known != null) {
      return known;
    }
    Iterator<ImageReader> found = ImageIO.getImageReadersByFormatName(format);
    if (!found.hasNext()) {
      throw new IOException("this Java has no decoder for " + format);
    }
    ImageReader reader = found.next();
    listen(reader);
    readers.put(format, reader);
    return reader;
  }

  // JPEG readers fill up what is missing with gray, and only warn.
  private void listen(ImageReader reader) {
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          if (DAMAGE.matcher(warning).find()) {
            damage = warning;
          }
        });
  }

  private static byte[] pixels(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] pixels = new byte[Math.multiplyExact(3 * width, height)];
    if (image.getColorModel() instanceof ComponentColorModel model) {
      copySamples(image.getRaster(), model, pixels);
    } else {
      int[] row = new int[width];
      int at = 0;
      for (int y = 0; y < height; y++) {
        image.getRGB(0, y, width, 1, row, 0, width);
        for (int rgb : row) {
          pixels[at++] = (byte) (rgb >> 16);
          pixels[at++] = (byte) (rgb >> 8);
          pixels[at++] = (byte) rgb;
        }
      }
    }
    return pixels;
  }

  // As stored: converting between colour spaces would change gray values.
  private static void copySamples(Raster raster, ComponentColorModel model, byte[] pixels) {
    int bands = raster.getNumBands();
    boolean gray = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    int shift = Math.max(0, model.getComponentSize(0) - Byte.SIZE);
    int width = raster.getWidth();
    int[] row = new int[width * bands];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < DecodedImage.CHANNELS; channel++) {
          pixels[at++] = (byte) (row[x * bands + (gray ? 0 : channel)] >> shift);
        }
      }
    }
  }
}
