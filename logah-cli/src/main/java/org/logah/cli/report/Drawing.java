package org.logah.cli.report;

import java.awt.AWTError;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.logah.api.safetensors.AtomicFile;

/** Draws into PNG files, twice as fine as the sizes say. */
final class Drawing {
  private static final int SCALE = 2;

  private Drawing() {}

  /**
   * The PNG of what is drawn.
   *
   * @param width in units, each of two pixels
   * @param height in units
   * @throws PlotException if this machine cannot draw
   */
  static byte[] png(int width, int height, Consumer<Graphics2D> content) throws IOException {
    requireFonts();
    BufferedImage image =
        new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      content.accept(graphics);
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    }
    return bytes.toByteArray();
  }

  /** Writes a file, under its name only once it is complete. */
  static void write(Path file, byte[] content) throws IOException {
    try (AtomicFile atomic = AtomicFile.open(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        atomic.channel().write(bytes);
      }
      atomic.commit();
    }
  }

  // Java has no exception of its own for this: what is thrown depends on which library is missing.
  private static void requireFonts() throws PlotException {
    try {
      PlotStyle.LABEL.getStringBounds("0", new FontRenderContext(null, true, true));
      new Font(Font.SANS_SERIF, Font.BOLD, 1).getFamily();
    } catch (RuntimeException | InternalError | LinkageError | AWTError e) {
      throw new PlotException(
          "no plot can be drawn, as Java finds no fonts on this machine (%s); on Debian and Ubuntu"
                  .formatted(root(e))
              + " `apt-get install fontconfig fonts-dejavu-core` brings some",
          e);
    }
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }
}
